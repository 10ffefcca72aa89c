import type { ComputationalGraph } from '../../graph'
import type { LiveNodes } from './live-nodes'

/** A receiver's input as a sum over the senders it reads. */
export interface ReceiverSum {
  receiver: number
  /** Senders that change in the trial. */
  changed: number[]
  /** Senders that do not, but may differ from the clean run. */
  others: number[]
}

/** A layer's part of a trial: sums, and then the nodes they lead to. */
export interface PlanStep {
  sums: ReceiverSum[]
  nodes: number[]
}

/** What has to be recomputed when the inputs of some receivers are changed: the same for all cuts into them. */
export interface CutPlan {
  steps: PlanStep[]
  /** What the logits read; null where they read no node that changes. */
  last: ReceiverSum | null
  /** Nodes that change, in forward order. */
  nodes: number[]
  /** Receivers that read a node that changes: their inputs are sums over senders. */
  summed: Set<number>
}

/** q, k, v of a head, or the one receiver of an MLP. */
export function receiversOf({ senders, shape }: ComputationalGraph, node: number): number[] {
  const { kind, layer, head } = senders[node]
  const { heads, mlps } = shape
  const first = layer * (3 * heads + (mlps ? 1 : 0))
  return kind === 'mlp' ? [first + 3 * heads] : [first + head, first + heads + head, first + 2 * heads + head]
}

/** Makes plans: walks from cut receivers along the edges of the circuit. */
export class CutPlanner {
  constructor(
    private readonly graph: ComputationalGraph,
    private readonly live: LiveNodes,
  ) {}

  plan(cut: readonly number[]): CutPlan {
    const { nodes, summed } = this.changedFrom(cut)
    const changed = new Set(nodes)
    const steps: PlanStep[] = []
    for (let layer = 0; layer < this.graph.shape.layers; layer++) {
      for (const isMlp of [false, true]) {
        const mine = nodes.filter((node) => {
          const sender = this.graph.senders[node]
          return sender.layer === layer && (sender.kind === 'mlp') === isMlp
        })
        if (mine.length === 0) continue
        const read = mine.flatMap((node) => receiversOf(this.graph, node)).filter((r) => summed.has(r))
        steps.push({ sums: read.map((receiver) => this.sumOf(receiver, changed)), nodes: mine })
      }
    }
    const logits = this.graph.receivers.length - 1
    return { steps, nodes, summed, last: summed.has(logits) ? this.sumOf(logits, changed) : null }
  }

  /** Nodes that are read and whose inputs change, in forward order, and the receivers that read them. */
  private changedFrom(cut: readonly number[]): { nodes: number[]; summed: Set<number> } {
    const changed = new Set(cut)
    const summed = new Set<number>()
    const nodes: number[] = []
    for (let node = 1; node < this.graph.senders.length; node++) {
      if (!receiversOf(this.graph, node).some((receiver) => changed.has(receiver))) continue
      const { readers } = this.live.node(node)
      if (readers.length === 0) continue
      nodes.push(node)
      for (const reader of readers) {
        changed.add(reader)
        summed.add(reader)
      }
    }
    return { nodes, summed }
  }

  private sumOf(receiver: number, changed: ReadonlySet<number>): ReceiverSum {
    const senders = this.live.sendersOf(receiver)
    return {
      receiver,
      changed: senders.filter((sender) => changed.has(sender)),
      others: senders.filter((sender) => !changed.has(sender)),
    }
  }
}
