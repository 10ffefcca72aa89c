import type { HeadScoreName } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
import type { RunTrace } from './run-trace'
import { scoreKeys, seenCount, type ScoreKeys } from './score-keys'

/** Attention of one head on one prompt: row `query` begins at `query * stride`. */
export interface HeadPattern {
  values: Float32Array
  stride: number
}

/** Scores of one pattern; how much it goes by position alone takes other prompts' patterns (see PatternMeans). */
export type PatternScores = Record<Exclude<HeadScoreName, 'positional'>, number>

/** The pattern of a head on the `at`th prompt of a trace. */
export function headPattern(trace: RunTrace, layer: number, head: number, at = 0): HeadPattern {
  const { length, pairs } = trace
  const size = length * length
  const from = (head * pairs.length + at) * size
  return { values: trace.value('pattern', layer).data.subarray(from, from + size), stride: length }
}

/** @param keys as from scoreKeys, of the clean prompt whose pattern it is */
export function patternScores(
  config: TransformerConfig,
  layer: number,
  keys: ScoreKeys,
  pattern: HeadPattern,
): PatternScores {
  const { length, answerPosition, answers, wrongAnswers } = keys
  const { values, stride } = pattern
  const at = (query: number, key: number) => values[query * stride + key]
  const later = Array.from({ length: length - 1 }, (_, i) => i + 1)
  const byKeys = (lists: readonly number[][]) =>
    mean(lists.flatMap((list, query) => (list.length > 0 ? [sumOver(pattern, query, list)] : [])))
  const toKeys = (list: readonly number[]) => (list.length > 0 ? sumOver(pattern, answerPosition, list) : NaN)
  const spreads = later.flatMap((query) => {
    const seen = seenCount(config, layer, query, length)
    return seen > 1 ? [entropy(pattern, query, length) / Math.log(seen)] : []
  })
  return {
    previousToken: mean(later.map((query) => at(query, query - 1))),
    duplicateToken: byKeys(keys.earlierSame),
    induction: byKeys(keys.afterSame),
    self: mean(later.map((query) => at(query, query))),
    firstToken: mean(later.map((query) => at(query, 0))),
    spread: mean(spreads),
    toAnswer: toKeys(answers),
    toWrong: toKeys(wrongAnswers),
    toLastWrong: toKeys(wrongAnswers.slice(-1)),
  }
}

/**
 * Scores of all heads on the `at`th prompt of a trace of the clean run, by their order in the graph: [head]. `positional`
 * is not a number: it takes other prompts.
 */
export function promptScores(
  config: TransformerConfig,
  trace: RunTrace,
  at = 0,
): Record<HeadScoreName, Float64Array> {
  const { layerCount, heads } = config
  const keys = scoreKeys(config, trace.pairs[at])
  const scores = Array.from({ length: layerCount * heads }, (_, i): Record<HeadScoreName, number> => {
    const [layer, head] = [Math.floor(i / heads), i % heads]
    return { ...patternScores(config, layer, keys, headPattern(trace, layer, head, at)), positional: NaN }
  })
  const names = Object.keys(scores[0]) as HeadScoreName[]
  return Object.fromEntries(
    names.map((name) => [name, Float64Array.from(scores, (score) => score[name])]),
  ) as Record<HeadScoreName, Float64Array>
}

/** Attention from a query to all of these keys. */
export function sumOver({ values, stride }: HeadPattern, query: number, keys: readonly number[]): number {
  let sum = 0
  for (const key of keys) sum += values[query * stride + key]
  return sum
}

function entropy({ values, stride }: HeadPattern, query: number, length: number): number {
  let sum = 0
  for (let key = 0; key < length; key++) {
    const share = values[query * stride + key]
    if (share > 0) sum -= share * Math.log(share)
  }
  return sum
}

/** Not a number of none. */
export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return values.length > 0 ? sum / values.length : NaN
}
