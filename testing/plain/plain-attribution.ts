import type { PromptPair } from '../../engine/datasets'
import { matrix, meanOf, scaled, times, type Rows } from './plain-math'
import type { PlainModel } from './plain-parts'
import { layerSpec } from '../../engine/model/transformer'
import {
  afterAttentionPart,
  contributions,
  logitsOfBiases,
  logitsOfPart,
  indicesOf,
  written,
  type PlainTrace,
} from './plain-trace'

/** Direct logit attribution and what heads write for reading, as docs/methods.md defines them. */

export interface PlainAttribution {
  nodes: string[]
  /** [node] */
  parts: number[]
  logitDiff: number
}

/** The mean over the answers less that over the wrong answers, or over all tokens where there are none. */
export function differenceOf(
  logits: readonly number[],
  { answers, wrongAnswers }: Pick<PromptPair, 'answers' | 'wrongAnswers'>,
): number {
  if (answers.length === 0) return NaN
  const mean = (tokens: readonly number[]) => meanOf([...new Set(tokens)].map((token) => logits[token]))
  return mean(answers) - (wrongAnswers.length > 0 ? mean(wrongAnswers) : meanOf(logits))
}

export function plainAttribution(model: PlainModel, trace: PlainTrace, pair: PromptPair): PlainAttribution {
  const last = trace.streams.at(-1)![pair.answerPosition]
  const { nodes, rows } = contributions(model, trace, model.config.layerCount)
  const biases = differenceOf(logitsOfBiases(model), pair)
  const parts = rows.map((row) => differenceOf(logitsOfPart(model, row[pair.answerPosition], last), pair))
  parts[nodes.indexOf('constants')] += biases
  const logitDiff = differenceOf(logitsOfPart(model, last, last), pair) + biases
  return { nodes, parts, logitDiff }
}

/** What a head would write at a query position with all of its attention on key k: [key][vocab], less the mean. */
export function plainReads(model: PlainModel, trace: PlainTrace, head: string, query: number): Rows {
  const { layer, head: h } = indicesOf(head)!
  const last = trace.streams.at(-1)![query]
  const multiplier = layerSpec(model.config, layer).residualMultiplier
  const o = matrix(model.weights.layers[layer].o.weight, h)
  return scaled(times(trace.v[layer][h], o), multiplier).map((row) => {
    // The norm after the attention is that of the query position, whatever is read.
    const atQuery = trace.tokens.map(() => row)
    const part = afterAttentionPart(model, trace, layer, atQuery)[query]
    return written(logitsOfPart(model, part, last))
  })
}

/** The head's part of the attribution through each key position: they add up to it. */
export function plainByKey(model: PlainModel, trace: PlainTrace, head: string, pair: PromptPair): number[] {
  const { layer, head: h } = indicesOf(head)!
  const reads = plainReads(model, trace, head, pair.answerPosition)
  return reads.map(
    (logits, key) => trace.pattern[layer][h][pair.answerPosition][key] * differenceOf(logits, pair),
  )
}

/** The largest and the smallest, equal ones by id: of [vocab]. */
export function extremes(logits: readonly number[], count = 5): { top: number[]; bottom: number[] } {
  const ids = [...logits.keys()]
  const by = (sign: number) => [...ids].sort((a, b) => sign * (logits[b] - logits[a]) || a - b)
  return { top: by(1).slice(0, count), bottom: by(-1).slice(0, count) }
}
