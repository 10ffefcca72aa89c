import type { PromptPair } from '../../engine/datasets'
import { layerSpec } from '../../engine/model/transformer'
import { PlainParts, type PlainModel } from './plain-parts'
import { matrix, scaled, times } from './plain-math'
import { logitsOfPart, normedPart, normVectors, indicesOf, written, type PlainTrace } from './plain-trace'
import type { PlainSet } from './plain-head-scores'

/** The copying score of Wang et al. 2022, as docs/methods.md defines it. */
export interface PlainCopying {
  copying: number
  suppressing: number
  k: number
  chance: number
  of: 'answers' | 'prompts'
  /** `logits`: what the head writes for it, [vocab] */
  tokens: { id: number; rank: number; logits: number[] }[]
}

export function plainCopying(set: PlainSet, head: string): PlainCopying {
  // A compiled program may write fewer tokens than it reads.
  const vocabSize = set.model.weights.unembed.dims[0]
  const isWritten = (id: number) => id < vocabSize
  const k = Math.max(1, Math.min(5, Math.floor(vocabSize / 100)))
  const answers = firstPositions(set, ({ answers, wrongAnswers }) =>
    [...answers, ...wrongAnswers].filter(isWritten),
  )
  const of = answers.length > 0 ? 'answers' : 'prompts'
  const all =
    answers.length > 0
      ? answers
      : firstPositions(set, ({ clean }) => [...clean].filter(isWritten)).slice(0, 200)
  const tokens = all.map(({ id, trace, position }) => {
    const logits = writtenFor(set.model, head, trace, position)
    return {
      id,
      logits,
      rank: 1 + logits.filter((logit) => logit > logits[id]).length,
      below: logits.filter((logit) => logit < logits[id]).length,
    }
  })
  const share = (isOne: (token: (typeof tokens)[number]) => boolean) =>
    tokens.filter(isOne).length / tokens.length
  return {
    copying: share(({ rank }) => rank <= k),
    suppressing: share(({ below }) => below < k),
    k,
    chance: k / vocabSize,
    of,
    tokens,
  }
}

/** Where each of the wanted tokens comes first: by prompt, in the order in which they come there. */
function firstPositions({ pairs, traces }: PlainSet, wantedIn: (pair: PromptPair) => number[]) {
  const found = new Map<number, { id: number; trace: PlainTrace; position: number }>()
  for (const [prompt, pair] of pairs.entries()) {
    const wanted = wantedIn(pair)
    const trace = traces[prompt]
    for (const [position, id] of trace.tokens.entries())
      if (wanted.includes(id) && !found.has(id)) found.set(id, { id, trace, position })
  }
  return [...found.values()]
}

/** What the head writes for reading the state after layer 0, normed by itself: [vocab]. */
function writtenFor(model: PlainModel, head: string, trace: PlainTrace, position: number): number[] {
  const { layer, head: h } = indicesOf(head)!
  const { weights, config } = model
  const state = trace.streams[Math.min(layer, 1)][position]
  const { norms, residualMultiplier } = layerSpec(config, layer)
  const v = new Map<string, number[][]>()
  const parts = new PlainParts(model, {
    hook: (site, _, __, value) => {
      v.set(site, value)
      return value
    },
  })
  // One row: what q and k make of it does not matter.
  parts.head(layer, h, { q: [state], k: [state], v: [state] })
  const own = scaled(times(v.get('v')!, matrix(weights.layers[layer].o.weight, h)), residualMultiplier)[0]
  const after = norms.afterAttention
    ? normedPart(model, own, own, normVectors(model, weights.layers[layer].attentionPostNorm).weight)
    : own
  return written(logitsOfPart(model, after, after))
}
