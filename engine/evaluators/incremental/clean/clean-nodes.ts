import type { ComputationalGraph } from '../../../graph'
import type { QkvKind } from '../../../transformer'
import { cleanProjections } from './clean-projections'
import type { CleanRun } from './clean-run'
import type { Copies } from '../nodes/copies'
import type { PlannedNode } from '../plan/cut-plan'
import type { NodeRunner } from '../nodes/node-runner'

/** A node in the clean run, computed as trials compute it, so that rounding cancels in what changes. */
export interface CleanNode {
  /** [rows, dModel] at the rows at which it is needed */
  output: Float32Array
  /** Of a head, by receiver: its q, k and v [batch, pos or 1, dHead]. */
  projections: ReadonlyMap<number, Float32Array>
  /** Of its k and v: what they are at the rows that do not change, 0 at the others. */
  unchanged: ReadonlyMap<number, Float32Array>
}

/** Every node of one batch's clean run that a trial computes again: constants, each computed once. */
export class CleanNodes {
  private readonly known = new Map<number, CleanNode>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly clean: CleanRun,
    private readonly runner: NodeRunner,
  ) {}

  /** A node is needed at the same rows throughout: its readers are decided before it first changes. */
  async of(planned: PlannedNode): Promise<CleanNode> {
    const known = this.known.get(planned.node)
    if (known) return known
    const isMlp = this.graph.senders[planned.node].kind === 'mlp'
    const node = await (isMlp ? this.mlp(planned) : this.head(planned))
    this.known.set(planned.node, node)
    return node
  }

  private async mlp({ node, where, receivers }: PlannedNode): Promise<CleanNode> {
    const { senderCount } = this.graph.receivers[receivers[0].receiver]
    const x = Float32Array.from(this.clean.at(where, this.clean.stream(senderCount)))
    const { layer } = this.graph.senders[node]
    const { data } = await this.runner.mlp(layer, { data: x, copies: 1 })
    return { output: data, projections: new Map(), unchanged: new Map() }
  }

  private async head({ node, where, receivers }: PlannedNode): Promise<CleanNode> {
    const { layer, head } = this.graph.senders[node]
    const [q, k, v] = receivers.map(({ receiver }) => receiver)
    const { senderCount } = this.graph.receivers[q]
    const found: Record<QkvKind, Copies> = await cleanProjections(this.clean, this.runner, {
      layer,
      head,
      where,
      senderCount,
    })
    const { positionInputs } = this.clean
    const { data } = await this.runner.attend({ layer, head, where }, found, positionInputs)
    return {
      output: data,
      projections: new Map([
        [q, found.q.data],
        [k, found.k.data],
        [v, found.v.data],
      ]),
      unchanged: new Map([
        [k, this.clean.unchangedOf(found.k.data)],
        [v, this.clean.unchangedOf(found.v.data)],
      ]),
    }
  }
}
