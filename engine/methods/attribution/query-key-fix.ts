import { softmax } from '../../metrics'
import type { AttentionSpec } from '../../model/transformer'
import { HIDDEN, isSeen } from '../../transformer'
import { summedOverPositions, type PromptEffects } from './site-effects'

/** Base run: q and k [head, prompt, pos, dHead], and d metric / d pattern [head, prompt, query, key]. */
export interface AttentionParts {
  q: Float32Array
  k: Float32Array
  gradient: Float32Array
}

export interface AttentionSize {
  heads: number
  prompts: number
  length: number
  dHead: number
}

export interface AttentionRule {
  attention: Pick<AttentionSpec, 'scale' | 'softCap' | 'window'>
  causal: boolean
  /** [head] of ALiBi, null without it */
  slopes: Float32Array | null
}

/**
 * AtP* section 3.1.1, queries: sum over keys of (softmax with the donor's query - softmax) * gradient at the
 * probability. Queries of different positions do not meet, so all at once is the sum.
 */
export function queryEffects(
  attention: AttentionParts,
  donor: Float32Array,
  size: AttentionSize,
  rule: AttentionRule,
): PromptEffects {
  const byPosition = new Float64Array(size.prompts * size.heads * size.length)
  forEachQuery(
    size,
    (head, prompt, query, keys) => {
      const base = softmax(scores(attention.q, attention.k, size, rule, keys)).probs
      const patched = softmax(scores(donor, attention.k, size, rule, keys)).probs
      const at = (prompt * size.heads + head) * size.length + query
      byPosition[at] = changeTimesGradient(patched, base, attention.gradient, keys.pattern)
    },
    rule,
  )
  return { byPosition, whole: summedOverPositions(byPosition, size.length) }
}

/** The same for keys: one position's key replaced, and (as a whole) all keys replaced at once. */
export function keyEffects(
  attention: AttentionParts,
  donor: Float32Array,
  size: AttentionSize,
  rule: AttentionRule,
): PromptEffects {
  const byPosition = new Float64Array(size.prompts * size.heads * size.length)
  const whole = new Float64Array(size.prompts * size.heads)
  forEachQuery(
    size,
    (head, prompt, _, keys) => {
      const base = scores(attention.q, attention.k, size, rule, keys)
      const patched = scores(attention.q, donor, size, rule, keys)
      const before = softmax(base).probs
      const row = prompt * size.heads + head
      whole[row] += changeTimesGradient(softmax(patched).probs, before, attention.gradient, keys.pattern)
      for (let key = 0; key < keys.count; key++) {
        const one = softmax(base.with(key, patched[key])).probs
        byPosition[row * size.length + key] += changeTimesGradient(
          one,
          before,
          attention.gradient,
          keys.pattern,
        )
      }
    },
    rule,
  )
  return { byPosition, whole }
}

/** One query and the keys before it: the query's row of q, the first key's row of k, its row of the pattern. */
interface Keys {
  head: number
  position: number
  query: number
  first: number
  count: number
  pattern: number
}

function forEachQuery(
  { heads, prompts, length, dHead }: AttentionSize,
  visit: (head: number, prompt: number, query: number, keys: Keys) => void,
  { causal }: AttentionRule,
): void {
  for (let head = 0; head < heads; head++) {
    for (let prompt = 0; prompt < prompts; prompt++) {
      const first = (head * prompts + prompt) * length
      for (let query = 0; query < length; query++) {
        const row = first + query
        const keys = {
          head,
          position: query,
          query: row * dHead,
          first: first * dHead,
          count: causal ? query + 1 : length,
          pattern: row * length,
        }
        visit(head, prompt, query, keys)
      }
    }
  }
}

function scores(
  q: Float32Array,
  k: Float32Array,
  { dHead }: AttentionSize,
  { attention, causal, slopes }: AttentionRule,
  keys: Keys,
): Float64Array {
  const { scale, softCap, window } = attention
  return Float64Array.from({ length: keys.count }, (_, key) => {
    if (!isSeen(keys.position, key, causal, window)) return HIDDEN
    let sum = 0
    for (let i = 0; i < dHead; i++) sum += q[keys.query + i] * k[keys.first + key * dHead + i]
    const scaled = sum * scale
    const capped = softCap === null ? scaled : softCap * Math.tanh(scaled / softCap)
    return slopes ? capped + slopes[keys.head] * (key - keys.position) : capped
  })
}

function changeTimesGradient(
  after: Float64Array,
  before: Float64Array,
  gradient: Float32Array,
  from: number,
): number {
  let sum = 0
  for (let key = 0; key < after.length; key++) sum += (after[key] - before[key]) * gradient[from + key]
  return sum
}
