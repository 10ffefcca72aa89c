import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, type Feeds, type Graph } from '../../onnx'
import { plainBlocks, plainMlp } from '../block'
import { ModelParts } from '../model-parts'
import { rowsThatChange, thenAnswers } from '../rows'

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
  { layer, part }: SuffixStart,
): Graph {
  const builder = new GraphBuilder(`suffix.${layer}.${part}`)
  const parts = new ModelParts(builder, config, weights, length)
  const changing = rowsThatChange(parts, ({ name }, kind) => `${name}.unchanged.${kind}`)
  // Nothing reads the last MLP but the logits at the answer positions.
  const rowsOf = (at: number) => (at === config.layerCount - 1 ? thenAnswers(parts, changing) : changing)
  const x = builder.input('x', ['copies', 1, 'rows', config.dModel])
  const stream =
    part === 'mlp'
      ? builder.scope(`layer${layer}`, () => plainMlp(parts.layer(layer), x, { rows: rowsOf(layer) }))
      : x
  const first = part === 'mlp' ? layer + 1 : layer
  const last = plainBlocks(parts, stream, first, (at) => ({ rows: rowsOf(at) }))
  builder.output(builder.identity(last, 'last'), ['copies', 1, 'batch', config.dModel])
  return builder.finish()
}
