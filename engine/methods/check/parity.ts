import type { ReferenceLogits, TransformerConfig } from '../../model'
import { Session, type Feeds } from '../../onnx'
import { forwardGraph, tokenFeeds } from '../../transformer'
import { largestDifference, sizeOf } from './differences'

/** What a forward pass needs; `weights` as from weightFeeds. */
interface Forward {
  config: TransformerConfig
  weights: Feeds
  threads: number
}

/** How far our logits are from a reference's. */
export interface Parity {
  /** Largest difference of a logit, relative to the largest logit (or 1). */
  difference: number
  /** Prompt in which it is, counted from 0. */
  prompt: number
}

/** Prompts that are run together at most: logits of a large vocabulary take memory. */
const TOGETHER = 8

/** Prompts of one length at a time: not every model can be given padded ones. */
export async function parityOf(forward: Forward, { prompts, logits }: ReferenceLogits): Promise<Parity> {
  const size = logits.reduce((most, row) => Math.max(most, sizeOf(row)), 1)
  const worst = { difference: 0, prompt: 0 }
  for (const length of new Set(prompts.map((prompt) => prompt.length))) {
    const rows = [...prompts.keys()].filter((row) => prompts[row].length === length)
    const found = await logitsAtTheEnd(
      forward,
      rows.map((row) => prompts[row]),
      length,
    )
    rows.forEach((prompt, i) => {
      const difference = largestDifference(found[i], logits[prompt]) / size
      if (difference > worst.difference) Object.assign(worst, { difference, prompt })
    })
  }
  return worst
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
