import type { ComputationalGraph } from '../graph'
import type { SlotKind, Where } from '../transformer'
import type { LiveNodes } from './live-nodes'
import type { SenderChanges } from './sender-changes'

/** Receivers of one layer and kind whose inputs matter at the same rows; their inputs are summed together. */
export interface ReceiverGroup {
  where: Where
  receivers: number[]
  /** [receivers, cells] */
  constant: Float32Array
}

/** The sums over senders for some receivers of a group. */
export interface GroupSum {
  where: Where
  receivers: number[]
  constant: Float32Array
  /** [receivers, slots] over the senders that change */
  mask: Float32Array
  firstSlot: number
  /** The same over senders that do not change in this trial, but may differ from the clean run. */
  current: { mask: Float32Array; firstSlot: number; slots: number } | null
}

/** A layer's part of a trial: sums, and then the nodes they lead to. */
export interface PlanStep {
  sums: GroupSum[]
  nodes: number[]
}

/** What has to be recomputed when the inputs of some receivers are changed: the same for all cuts into them. */
export interface CutPlan {
  steps: PlanStep[]
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
    private readonly changes: Record<Where, SenderChanges>,
    private readonly groupsOf: (layer: number, kind: SlotKind | 'mlp' | 'logits') => ReceiverGroup[],
  ) {}

  plan(cut: readonly number[]): CutPlan {
    const { nodes, summed } = this.changedFrom(cut)
    for (const node of nodes.toReversed()) this.addSlots(node)
    const changed = new Set(nodes)
    const steps: PlanStep[] = []
    const isSummed = (receiver: number) => summed.has(receiver)
    const { layers } = this.graph.shape
    const kindsOf = (layer: number) =>
      layer === layers ? ([['logits']] as const) : ([['q', 'k', 'v'], ['mlp']] as const)
    for (let layer = 0; layer <= layers; layer++) {
      for (const kinds of kindsOf(layer)) {
        const mine = nodes.filter((node) => {
          const sender = this.graph.senders[node]
          return sender.layer === layer && (sender.kind === 'mlp') === (kinds[0] === 'mlp')
        })
        if (mine.length === 0 && layer < layers) continue
        const sums = kinds.flatMap((kind) =>
          this.hasSummed(layer, kind, isSummed)
            ? this.groupsOf(layer, kind).flatMap((group) => this.sumOf(group, isSummed, changed))
            : [],
        )
        steps.push({ sums, nodes: mine })
      }
    }
    return { steps, nodes, summed }
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

  private addSlots(node: number): void {
    this.changes.answer.add(node)
    if (this.live.node(node).where === 'changing') this.changes.changing.add(node)
  }

  private hasSummed(layer: number, kind: string, isSummed: (receiver: number) => boolean): boolean {
    return this.graph.receivers.some(
      (receiver, r) => receiver.layer === layer && receiver.kind === kind && isSummed(r),
    )
  }

  private sumOf(
    { where, receivers: all, constant }: ReceiverGroup,
    isSummed: (receiver: number) => boolean,
    changed: ReadonlySet<number>,
  ): GroupSum[] {
    const first = all.findIndex(isSummed)
    if (first < 0) return []
    const receivers = all.slice(first, all.findLastIndex(isSummed) + 1)
    const cells = constant.length / all.length
    const changes = this.changes[where]
    const read: { row: number; slot: number; isChanged: boolean }[] = []
    receivers.forEach((receiver, row) => {
      for (const sender of this.live.sendersOf(receiver)) {
        if (changes.has(sender))
          read.push({ row, slot: changes.slotOf(sender), isChanged: changed.has(sender) })
      }
    })
    const moving = maskOver(
      read.filter(({ isChanged }) => isChanged),
      receivers.length,
    )!
    return [
      {
        where,
        receivers,
        constant: constant.subarray(first * cells, (first + receivers.length) * cells),
        ...moving,
        current: maskOver(
          read.filter(({ isChanged }) => !isChanged),
          receivers.length,
        ),
      },
    ]
  }
}

/** [rows, slots] with 1 where a row reads a slot, over the range of slots that are read; null where none is. */
function maskOver(read: readonly { row: number; slot: number }[], rows: number) {
  if (read.length === 0) return null
  const firstSlot = Math.min(...read.map(({ slot }) => slot))
  const slots = Math.max(...read.map(({ slot }) => slot)) - firstSlot + 1
  const mask = new Float32Array(rows * slots)
  for (const { row, slot } of read) mask[row * slots + slot - firstSlot] = 1
  return { mask, firstSlot, slots }
}
