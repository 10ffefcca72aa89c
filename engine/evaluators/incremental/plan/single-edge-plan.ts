import type { ComputationalGraph, ReceiverKind } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import { attentionLayers, type SuffixStart, type Where } from '../../../transformer'

/** What has to be computed again when single edges into one receiver carry another value: nothing else is cut. */
export interface SingleEdgePlan {
  receiver: { kind: ReceiverKind; senderCount: number; where: Where }
  /** null for the logits. */
  node: { sender: number; layer: number; head: number; rest: RestOfRun } | null
}

/** The plain forward pass from a node's output on: all edges are there. */
export interface RestOfRun {
  /** The first so many senders make up the stream that the node's output is added to. */
  senderCount: number
  /** null where the logits are all that comes after it. */
  start: SuffixStart | null
  /** Layers whose attention is computed again. */
  attention: number[]
}

export function planSingleEdges(
  graph: ComputationalGraph,
  config: TransformerConfig,
  receiver: number,
): SingleEdgePlan {
  const { kind, senderCount, sender, layer, head } = graph.receivers[receiver]
  if (kind === 'logits') return { receiver: { kind, senderCount, where: 'answer' }, node: null }
  const rest = restOfRun(config, kind === 'mlp' ? 'mlp' : 'head', layer)
  return { receiver: { kind, senderCount, where: 'changing' }, node: { sender, layer, head, rest } }
}

function restOfRun(config: TransformerConfig, kind: 'head' | 'mlp', layer: number): RestOfRun {
  const { layerCount, heads, parallel, mlp } = config
  const hasMlp = mlp.kind !== 'none'
  const perLayer = heads + (hasMlp ? 1 : 0)
  const before = 1 + layer * perLayer
  if (kind === 'head' && hasMlp && !parallel) {
    const start: SuffixStart = { layer, part: 'mlp' }
    return { senderCount: before + heads, start, attention: attentionLayers(start, config) }
  }
  const senderCount = before + perLayer
  if (layer + 1 === layerCount) return { senderCount, start: null, attention: [] }
  const start: SuffixStart = { layer: layer + 1, part: 'attention' }
  return { senderCount, start, attention: attentionLayers(start, config) }
}
