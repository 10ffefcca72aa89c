import type { ReferenceLogits, TransformerConfig } from '../../model'
import { Session, type Feeds } from '../../onnx'
import { forwardGraph, tokenFeeds } from '../../transformer'

/** What a forward pass needs; `weights` as from weightFeeds. */
interface Forward {
  config: TransformerConfig
  weights: Feeds
  threads: number
}

/** How far our logits are from a reference's. */
export interface Parity {
  /** Largest difference of a logit, relative to the logits of its prompt; see sizeBesides. */
  difference: number
  /** Prompt in which it is, counted from 0. */
  prompt: number
}

/** Smaller logits may be what rounding leaves of larger numbers. */
const MIN_SIZE = 0.01

/** Prompts that are run together at most: logits of a large vocabulary take memory. */
const TOGETHER = 8

/** Prompts of one length at a time: not every model can be given padded ones. */
export async function parityOf(forward: Forward, { prompts, logits }: ReferenceLogits): Promise<Parity> {
  const worst = { difference: 0, prompt: 0 }
  for (const length of new Set(prompts.map((prompt) => prompt.length))) {
    const rows = [...prompts.keys()].filter((row) => prompts[row].length === length)
    const found = await logitsAtTheEnd(
      forward,
      rows.map((row) => prompts[row]),
      length,
    )
    rows.forEach((prompt, i) => {
      const difference = relativeDifference(found[i], logits[prompt])
      if (difference > worst.difference) Object.assign(worst, { difference, prompt })
    })
  }
  return worst
}

/** How far the logits of a file that rounds are from those of the same graph in float32; null: of no such file, or not known. */
export function roundingOf({ logits, rounded }: ReferenceLogits): number | null {
  if (!rounded?.logits) return null
  const worst = Math.max(...rounded.logits.map((found, prompt) => relativeDifference(found, logits[prompt])))
  return Number.isFinite(worst) ? worst * rounded.times : null
}

/** Each logit against its own size, or that of those beside it where they are larger. */
function relativeDifference(found: ArrayLike<number>, expected: Float64Array): number {
  const size = sizeBesides(expected)
  let worst = 0
  for (let token = 0; token < expected.length; token++) {
    const difference = Math.abs(found[token] - expected[token]) / Math.max(size, Math.abs(expected[token]))
    // A difference that is not a number is as large as one can be.
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
  }
  return worst
}

/**
 * What nine of ten logits do not exceed: a few huge ones, as of tokens that a bias rules out, must not hide the
 * differences of the others.
 */
function sizeBesides(logits: Float64Array): number {
  const sizes = logits.map(Math.abs).sort()
  return Math.max(MIN_SIZE, sizes[Math.ceil(0.9 * sizes.length) - 1])
}

/** [prompt][vocab] after the last token. */
async function logitsAtTheEnd(
  { config, weights, threads }: Forward,
  prompts: readonly Int32Array[],
  length: number,
): Promise<Float32Array[]> {
  const session = await Session.create(forwardGraph(config, weights, length), { threads })
  try {
    const found: Float32Array[] = []
    for (let first = 0; first < prompts.length; first += TOGETHER) {
      const rows = prompts
        .slice(first, first + TOGETHER)
        .map((tokens) => ({ tokens, answerPosition: length - 1 }))
      const { logits } = await session.run({ ...weights, ...tokenFeeds(rows, length) }, {}, ['logits'])
      rows.forEach((_, i) => found.push(logits.data.slice(i * config.vocabSize, (i + 1) * config.vocabSize)))
    }
    return found
  } finally {
    await session.release()
  }
}
