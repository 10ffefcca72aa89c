import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { receiversOf } from '../incremental/plan/cut-plan'
import { rowsOfReceiver } from './live-circuit'

/** How many different sums the nodes of each step read, while circuits are planned: what is kept of two steps at one time. */
export class ReadSums {
  /** By how many senders are before the step. */
  private readonly steps = new Map<number, Record<Where, Set<number>>>()

  constructor(private readonly graph: ComputationalGraph) {}

  /** A value that is needed at these rows; its node's receivers read `inputs`. */
  add(sender: number, inputs: readonly number[], where: Where): void {
    if (sender === 0) return
    receiversOf(this.graph, sender).forEach((receiver, r) => {
      const own = this.of(this.graph.receivers[receiver].senderCount)
      own[rowsOfReceiver(this.graph, receiver, where)].add(inputs[r])
    })
  }

  /** Of the step that reads most, and of the step after it, whose sums may be begun with it. */
  most(where: Where): number {
    const counts = [...this.steps].sort(([a], [b]) => a - b).map(([, sums]) => sums[where].size)
    return Math.max(0, ...counts.map((count, step) => count + (counts[step + 1] ?? 0)))
  }

  private of(senderCount: number): Record<Where, Set<number>> {
    const known = this.steps.get(senderCount)
    if (known) return known
    const sums = { changing: new Set<number>(), answer: new Set<number>() }
    this.steps.set(senderCount, sums)
    return sums
  }
}
