import type { ComputationalGraph, ReceiverKind } from '../graph'

/** Receivers computed together: the q, k or v of one layer's heads, its MLP, or the logits. */
export interface ReceiverGroup {
  kind: ReceiverKind
  layer: number
  /** `layer0.q`, `layer0.mlp`, `logits` */
  name: string
  count: number
  /** All of them read senders 0 .. senderCount-1. */
  senderCount: number
  /** Their edges are firstEdge .. firstEdge + count * senderCount - 1: receiver by receiver. */
  firstEdge: number
}

export function receiverGroups(graph: ComputationalGraph): ReceiverGroup[] {
  const groups: ReceiverGroup[] = []
  for (const { kind, layer, senderCount, firstEdge } of graph.receivers) {
    const last = groups.at(-1)
    if (last && last.kind === kind && last.layer === layer) last.count++
    else groups.push({ kind, layer, name: groupName(kind, layer), count: 1, senderCount, firstEdge })
  }
  return groups
}

export function groupName(kind: ReceiverKind, layer: number): string {
  return kind === 'logits' ? 'logits' : `layer${layer}.${kind}`
}
