import type { ComputationalGraph } from '../graph'
import type { Where } from '../transformer'
import type { CleanState } from './clean-state'
import type { LiveNodes } from './live-nodes'
import type { Copies } from './node-runner'

/**
 * The input of the receiver whose edges are being tested: everything above it is as in the clean run, so it is
 * the clean stream plus corrupt - clean of every sender cut from it. Summed in float64, so that the order in
 * which edges were cut does not show.
 */
export class TestedInput {
  private readonly sum: Float64Array
  private readonly where: Where
  /** Used again for every trial. */
  private inputs = new Float32Array()

  /** With all cuts that the circuit has so far. */
  constructor(
    private readonly clean: CleanState,
    live: LiveNodes,
    private readonly graph: ComputationalGraph,
    readonly receiver: number,
  ) {
    this.where = live.rowsOf(receiver)
    const stream = clean.stream(graph.receivers[receiver].senderCount)
    this.sum = clean.at(this.where, stream)
    this.cut(live.cutsInto(receiver))
  }

  /** [copies, cells]: in copy i without edges[0..i]; valid until the next call. */
  withCuts(edges: readonly number[]): Copies {
    const size = edges.length * this.sum.length
    if (this.inputs.length < size) this.inputs = new Float32Array(size)
    const data = this.inputs.subarray(0, size)
    const senders = edges.map((edge) => this.graph.edgeSender[edge])
    this.clean.addDifferences(senders, this.where, this.sum, data)
    return { data, copies: edges.length }
  }

  cut(edges: readonly number[]): void {
    for (const edge of edges) this.clean.addDifference(this.graph.edgeSender[edge], this.where, this.sum)
  }

  store(constant: Float32Array): void {
    constant.set(this.sum)
  }
}
