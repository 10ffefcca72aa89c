import type { HeadScoreName } from '../../contract'
import type { PromptPair } from '../../engine/datasets'
import { layerSpec } from '../../engine/model/transformer'
import { meanOf, sum, type Rows } from './plain-math'
import type { PlainModel } from './plain-parts'
import { contribution, logitsOfPart, indicesOf, written, type PlainTrace } from './plain-trace'

/** Scores of heads from their patterns, as docs/methods.md defines them. */

/** NaN for none. */
const meanOrNone = (values: readonly number[]) => (values.length > 0 ? meanOf(values) : NaN)

/** Clean runs of a set, and what is answered. */
export interface PlainSet {
  model: PlainModel
  pairs: readonly PromptPair[]
  traces: readonly PlainTrace[]
}

/** Of one prompt of the set. */
export function plainHeadScores(set: PlainSet, prompt: number, head: string): Record<HeadScoreName, number> {
  const { layer, head: h } = indicesOf(head)!
  const trace = set.traces[prompt]
  const pattern = trace.pattern[layer][h]
  const { tokens } = trace
  const queries = [...tokens.keys()]
  const later = queries.slice(1)
  const earlierSame = (q: number) => queries.filter((j) => j < q && tokens[j] === tokens[q])
  const after = (q: number) =>
    earlierSame(q)
      .map((j) => j + 1)
      .filter((key) => key < q)
  const attention = (q: number, keys: readonly number[]) => sum(keys.map((key) => pattern[q][key]))
  const overKeys = (keysOf: (q: number) => number[]) =>
    meanOrNone(queries.filter((q) => keysOf(q).length > 0).map((q) => attention(q, keysOf(q))))
  const seen = (q: number) => seenBy(set.model, layer, q, tokens.length)
  return {
    previousToken: meanOrNone(later.map((q) => pattern[q][q - 1])),
    duplicateToken: overKeys(earlierSame),
    induction: overKeys(after),
    self: meanOrNone(later.map((q) => pattern[q][q])),
    firstToken: meanOrNone(later.map((q) => pattern[q][0])),
    spread: meanOrNone(later.filter((q) => seen(q) > 1).map((q) => entropy(pattern[q]) / Math.log(seen(q)))),
    positional: positional(set, prompt, (trace) => trace.pattern[layer][h]),
    ...toAnswers(set, prompt, pattern),
  }
}

function seenBy({ config }: PlainModel, layer: number, query: number, length: number): number {
  const { window } = layerSpec(config, layer).attention
  const keys = Array.from({ length }, (_, key) => key)
  return keys.filter((key) => !(config.causal && key > query) && (window === null || key > query - window))
    .length
}

const entropy = (row: readonly number[]) => -sum(row.map((p) => (p > 0 ? p * Math.log(p) : 0)))

function positional(set: PlainSet, prompt: number, patternOf: (trace: PlainTrace) => Rows): number {
  const own = patternOf(set.traces[prompt])
  const others = set.traces.filter((_, other) => other !== prompt).map(patternOf)
  const overlaps = own.flatMap((row, q) => {
    const having = others.filter((other) => other.length > q)
    if (q === 0 || having.length === 0) return []
    return [sum(row.map((p, key) => Math.min(p, meanOf(having.map((other) => other[q][key] ?? 0)))))]
  })
  return meanOrNone(overlaps)
}

/** Positions of the prompt that have one of these tokens: of a causal model, up to the answer's. */
function positionsOf(
  { model, pairs, traces }: PlainSet,
  prompt: number,
  wanted: readonly number[],
): number[] {
  const { answerPosition } = pairs[prompt]
  return [...traces[prompt].tokens.keys()].filter(
    (at) => wanted.includes(traces[prompt].tokens[at]) && (!model.config.causal || at <= answerPosition),
  )
}

function toAnswers(set: PlainSet, prompt: number, pattern: Rows) {
  const { answers, wrongAnswers, answerPosition } = set.pairs[prompt]
  const row = pattern[answerPosition]
  const [right, wrong] = [answers, wrongAnswers].map((tokens) => positionsOf(set, prompt, tokens))
  const on = (keys: readonly number[]) => (keys.length > 0 ? sum(keys.map((key) => row[key])) : NaN)
  return { toAnswer: on(right), toWrong: on(wrong), toLastWrong: on(wrong.slice(-1)) }
}

/** Wang et al. 2022, figure 3c. */
export function plainAttentionWrites(set: PlainSet, head: string): number {
  const { layer, head: h } = indicesOf(head)!
  const points = set.pairs.flatMap(({ answers, wrongAnswers, answerPosition }, prompt) => {
    const trace = set.traces[prompt]
    const row = contribution(set.model, trace, head)[answerPosition]
    const writes = written(logitsOfPart(set.model, row, trace.streams.at(-1)![answerPosition]))
    return [...new Set([...answers, ...wrongAnswers])].flatMap((token) => {
      const keys = positionsOf(set, prompt, [token])
      if (keys.length === 0) return []
      return [[sum(keys.map((key) => trace.pattern[layer][h][answerPosition][key])), writes[token]]]
    })
  })
  return points.length < 4 ? NaN : correlation(points)
}

function correlation(points: readonly number[][]): number {
  const [x, y] = [0, 1].map((axis) => {
    const mean = meanOf(points.map((point) => point[axis]))
    return points.map((point) => point[axis] - mean)
  })
  const size = (values: readonly number[]) => Math.sqrt(sum(values.map((value) => value ** 2)))
  const isSame = (values: readonly number[]) => values.every((value) => Math.abs(value) <= 1e-12)
  return isSame(x) || isSame(y) ? NaN : sum(x.map((value, i) => value * y[i])) / (size(x) * size(y))
}
