import { PatchbayError } from '../../contract'
import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import { Session, type Feeds } from '../onnx'
import { forwardGraph, tokenFeeds } from '../transformer'

/** Prompts that are run together, with every sender's values in the clean and in the corrupt run. */
export interface PromptBatch {
  pairs: readonly PromptPair[]
  /** `tokens` and `answerRows` of the clean and the corrupt prompts */
  cleanFeeds: Feeds
  corruptFeeds: Feeds
  /** [sender, batch, pos, dModel] */
  cleanSenders: Float32Array
  corruptSenders: Float32Array
  /** [batch, vocab] at the answer positions */
  cleanLogits: Float32Array
  corruptLogits: Float32Array
}

/** The clean and the corrupt run of every prompt pair, all padded to the longest prompt. */
export interface PairedRuns {
  length: number
  batches: PromptBatch[]
}

/** Values of all senders of one batch and one run stay below this, so that typed arrays stay far from their limits. */
const MAX_CAPTURE_BYTES = 512 * 2 ** 20

/**
 * Runs every pair. `weights` as from weightFeeds.
 * @throws PatchbayError where lengths are mixed and attention is not causal (padding would be seen).
 */
export async function runPairs(
  config: TransformerConfig,
  weights: Feeds,
  pairs: readonly PromptPair[],
  threads: number,
  maxCaptureBytes = MAX_CAPTURE_BYTES,
): Promise<PairedRuns> {
  const length = commonLength(config, pairs)
  const session = await Session.create(forwardGraph(config, weights, length), { threads })
  try {
    const batches: PromptBatch[] = []
    const size = promptsPerBatch(config, length, maxCaptureBytes)
    for (let first = 0; first < pairs.length; first += size) {
      batches.push(await runBatch(session, weights, pairs.slice(first, first + size), length))
    }
    return { length, batches }
  } finally {
    await session.release()
  }
}

/**
 * The length every prompt is padded to: the longest one's.
 * @throws PatchbayError where lengths are mixed and attention is not causal (padding would be seen).
 */
export function commonLength(config: TransformerConfig, pairs: readonly PromptPair[]): number {
  const length = Math.max(...pairs.map((pair) => pair.clean.length))
  if (!config.causal && pairs.some((pair) => pair.clean.length !== length)) {
    throw new PatchbayError(
      'bad-input',
      'this model attends to later tokens too, so prompts of different length cannot be run together: make all prompts equally long.',
    )
  }
  return length
}

async function runBatch(
  session: Session,
  weights: Feeds,
  pairs: readonly PromptPair[],
  length: number,
): Promise<PromptBatch> {
  const feedsOf = (side: 'clean' | 'corrupt') =>
    tokenFeeds(
      pairs.map((pair) => ({ tokens: pair[side], answerPosition: pair.answerPosition })),
      length,
    )
  const cleanFeeds = feedsOf('clean')
  const corruptFeeds = feedsOf('corrupt')
  const clean = await session.run({ ...weights, ...cleanFeeds })
  const corrupt = await session.run({ ...weights, ...corruptFeeds })
  return {
    pairs,
    cleanFeeds,
    corruptFeeds,
    cleanSenders: clean.senders.data,
    corruptSenders: corrupt.senders.data,
    cleanLogits: clean.logits.data,
    corruptLogits: corrupt.logits.data,
  }
}

function promptsPerBatch(
  { layers, heads, dModel }: TransformerConfig,
  length: number,
  maxBytes: number,
): number {
  const senders = 1 + layers * (heads + 1)
  return Math.max(1, Math.floor(maxBytes / (4 * senders * length * dModel)))
}

/** The same runs with their roles exchanged: what is done to the clean run is done to the corrupt one. */
export function exchanged({ length, batches }: PairedRuns): PairedRuns {
  return {
    length,
    batches: batches.map((batch) => ({
      pairs: batch.pairs,
      cleanFeeds: batch.corruptFeeds,
      corruptFeeds: batch.cleanFeeds,
      cleanSenders: batch.corruptSenders,
      corruptSenders: batch.cleanSenders,
      cleanLogits: batch.corruptLogits,
      corruptLogits: batch.cleanLogits,
    })),
  }
}

/** Joins the logits of batches: [prompt, vocab] over all prompts. */
export function joinLogits(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
