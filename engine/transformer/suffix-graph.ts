import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks, type SlotKind } from './blocks'
import { changingRowsOf, spreadRows } from './node-graphs'

/** Before a layer, or before its MLP. */
export interface SuffixStart {
  layer: number
  part: 'attention' | 'mlp'
}

/** The layers of a suffix whose attention it runs. */
export function attentionLayers({ layer, part }: SuffixStart, { layerCount }: TransformerConfig): number[] {
  const first = part === 'mlp' ? layer + 1 : layer
  return Array.from({ length: layerCount - first }, (_, i) => first + i)
}

/**
 * The plain forward pass from the residual stream on, at the changing rows alone: x [copies, 1, rows, dModel], the
 * feeds of changing rows (see Where), `answerRows` [batch], which of them are the answers', and of each layer whose
 * attention runs `layer0.unchanged.k`, `.v` [1, head, batch, pos, dHead] at the rows that do not change (else 0)
 * -> `last` [copies, 1, batch, dModel], the last stream at the answers.
 */
export function suffixGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  start: SuffixStart,
): Graph {
  const builder = new GraphBuilder(`suffix.${start.layer}.${start.part}`)
  const blocks = new Blocks(builder, config, weights, length)
  let stream = builder.input('x', ['copies', 1, 'rows', config.dModel])
  for (let layer = start.layer; layer < config.layerCount; layer++) {
    const isFirst = layer === start.layer
    stream = builder.scope(`layer${layer}`, () => {
      const attended = isFirst && start.part === 'mlp' ? stream : withAttention(blocks, layer, stream)
      if (config.mlp.kind === 'none') return attended
      // Nothing reads the last MLP but the logits at the answer positions.
      const rows = (value: Value) => (layer === config.layerCount - 1 ? blocks.atAnswers(value) : value)
      const mlp = blocks.mlp(layer, rows(config.parallel ? stream : attended))
      return builder.add(rows(attended), mlp, 'afterMlp')
    })
  }
  const last = config.mlp.kind === 'none' ? blocks.atAnswers(stream) : stream
  builder.output(builder.identity(last, 'last'), ['copies', 1, 'batch', config.dModel])
  return builder.finish()
}

function withAttention(blocks: Blocks, layer: number, stream: Value): Value {
  const { builder, config, length } = blocks
  const normed = blocks.attentionNorm(layer, stream)
  const places = blocks.allPlaces()
  const slot = (kind: SlotKind) => {
    const spread = (rows: Value) => spreadRows(builder, rows)
    const changing = builder.scope(kind, () => blocks.slot(layer, kind, normed, places, spread))
    // Queries at other rows are never looked at.
    if (kind === 'q') return changing
    const dims = [1, config.heads, 'batch', length, config.dHead]
    return builder.add(changing, builder.input(`layer${layer}.unchanged.${kind}`, dims), kind)
  }
  const slots = { q: slot('q'), k: slot('k'), v: slot('v') }
  const attention = blocks.attendInSum(layer, slots, places, (z) => changingRowsOf(builder, z))
  return blocks.afterAttention(layer, stream, attention)
}
