import type { TransformerConfig } from '../../model/transformer'
import { GraphBuilder, inferShapes, type Dimension, type Feeds, type Graph, type Value } from '../../onnx'
import { plainBlocks, type BlockSite } from '../block'
import { embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'

/** What a traced run gives of each layer; shapes as in BlockSite. */
export const TRACE_SITES = ['resid', 'q', 'k', 'v', 'pattern', 'z', 'attn', 'mlp'] as const
export type TraceSite = (typeof TRACE_SITES)[number]

export const traceName = (site: TraceSite, layer: number) => `${site}.${layer}`

/** Collects values under trace names as blocks make them. */
export class TraceTaps {
  private readonly found: { site: TraceSite; layer: number; value: Value }[] = []

  /** @param made what is made of each value that is wanted */
  constructor(
    private readonly sites: readonly TraceSite[],
    private readonly made: (site: TraceSite, value: Value) => Value = (_, value) => value,
  ) {}

  tap(layer: number): (site: BlockSite, value: Value) => Value {
    return (site, value) => {
      const wanted = this.sites.find((one) => one === site)
      if (wanted) this.found.push({ site: wanted, layer, value: this.made(wanted, value) })
      return value
    }
  }

  /** Makes outputs of them, of these shapes. */
  output(builder: GraphBuilder, dimsOf: (site: TraceSite, value: Value) => Dimension[]): void {
    for (const { site, layer, value } of this.found)
      builder.output(builder.identity(value, traceName(site, layer)), dimsOf(site, value))
  }
}

export interface TraceShape {
  length: number
  batch: number
  /** Whether values by rows are given at the answer positions alone: `batch` rows. Those by position stay whole. */
  atAnswers?: boolean
}

/** Sites whose values have rows on their third axis. */
const ROW_SITES: readonly TraceSite[] = ['resid', 'z', 'attn', 'mlp']

/**
 * A plain forward pass that gives what explanations read: the sites of every layer under their trace names, `last`, the
 * stream before the final norm [1, 1, batch*pos, dModel], and `logits` [batch, vocab] at the answers (answerRows).
 */
export function traceGraph(
  config: TransformerConfig,
  weights: Feeds,
  { length, batch, atAnswers = false }: TraceShape,
  sites: readonly TraceSite[] = TRACE_SITES,
): Graph {
  const builder = new GraphBuilder('trace')
  const parts = new ModelParts(builder, config, weights, length)
  const answers = (value: Value) =>
    builder.gather(value, builder.input('answerRows', ['batch'], 'int64'), 2, 'atAnswers')
  const taps = new TraceTaps(sites, (site, value) =>
    atAnswers && ROW_SITES.includes(site) ? answers(value) : value,
  )
  const stream = plainBlocks(parts, embedded(parts), 0, (layer) => ({
    makes: ['attn'],
    tap: taps.tap(layer),
  }))
  const lastAtAnswers = answers(stream)
  const logits = builder.identity(unembedded(parts, lastAtAnswers), 'logits')
  const last = builder.identity(atAnswers ? lastAtAnswers : stream, 'last')
  const shapes = inferShapes(builder.finish(), { batch })
  for (const value of [last, logits]) builder.output(value, [...shapes.get(value.name)!])
  taps.output(builder, (_, value) => [...shapes.get(value.name)!])
  return builder.finish()
}
