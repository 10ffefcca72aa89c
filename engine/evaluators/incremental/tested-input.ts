import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import type { CleanState } from './clean-state'
import type { LiveNodes } from './live-nodes'
import { isSame } from '../../experiment/is-same'
import { part, type Copies } from './node-runner'

/** Of each copy, whether it is the one before it (the first: the current circuit) to the bit. */
export interface Unchanged {
  unchanged: boolean[]
}

/**
 * The input of the receiver whose edges are being tested: everything above it is as in the clean run, so it is
 * the clean stream plus corrupt - clean of every sender cut from it. Summed in float64 and in the order of the
 * cuts, so that it does not show how many were tried at once.
 */
export class TestedInput {
  private sum: Float64Array
  /** With all cuts that were last tried. */
  private tried: { edges: readonly number[]; sum: Float64Array }
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
    this.tried = { edges: [], sum: new Float64Array(this.sum.length) }
    for (const edge of live.cutsInto(receiver)) this.add(edge)
  }

  /** [copies, cells]: in copy i without edges[0..i]; valid until the next call. */
  withCuts(edges: readonly number[]): Copies & Unchanged {
    const size = edges.length * this.sum.length
    if (this.inputs.length < size) this.inputs = new Float32Array(size)
    const data = this.inputs.subarray(0, size)
    const senders = edges.map((edge) => this.graph.edgeSender[edge])
    this.clean.addDifferences(senders, this.where, this.sum, data, this.tried.sum)
    this.tried.edges = edges
    const before = (copy: number) =>
      copy === 0 ? Float32Array.from(this.sum) : part({ data, copies: edges.length }, copy - 1)
    const unchanged = edges.map((_, copy) => isSame(part({ data, copies: edges.length }, copy), before(copy)))
    return { data, copies: edges.length, unchanged }
  }

  /** Cuts edges for good, the first ones of those last tried. */
  cut(edges: readonly number[]): void {
    const { tried } = this
    if (edges.length === tried.edges.length) [this.sum, tried.sum] = [tried.sum, this.sum]
    else for (const edge of edges) this.add(edge)
    tried.edges = []
  }

  private add(edge: number): void {
    this.clean.addDifference(this.graph.edgeSender[edge], this.where, this.sum)
  }

  store(constant: Float32Array): void {
    constant.set(this.sum)
  }
}
