import { PatchbayError } from '../../contract'
import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import { Session, type Feeds } from '../onnx'
import { forwardGraph, senderFetches, tokenFeeds } from '../transformer'

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
      batches.push(await runBatch({ session, config, weights, length }, pairs.slice(first, first + size)))
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

interface Forward {
  session: Session
  config: TransformerConfig
  weights: Feeds
  length: number
}

async function runBatch(forward: Forward, pairs: readonly PromptPair[]): Promise<PromptBatch> {
  const feedsOf = (side: 'clean' | 'corrupt') =>
    tokenFeeds(
      pairs.map((pair) => ({ tokens: pair[side], answerPosition: pair.answerPosition })),
      forward.length,
    )
  const cleanFeeds = feedsOf('clean')
  const corruptFeeds = feedsOf('corrupt')
  const clean = await captured(forward, cleanFeeds, pairs.length)
  const corrupt = await captured(forward, corruptFeeds, pairs.length)
  return {
    pairs,
    cleanFeeds,
    corruptFeeds,
    cleanSenders: clean.senders,
    corruptSenders: corrupt.senders,
    cleanLogits: clean.logits,
    corruptLogits: corrupt.logits,
  }
}

async function captured({ session, config, weights, length }: Forward, feeds: Feeds, prompts: number) {
  const senders = new Float32Array(senderCount(config) * prompts * length * config.dModel)
  const { logits } = await session.run({ ...weights, ...feeds }, senderFetches(config, senders))
  return { senders, logits: logits.data }
}

function senderCount({ layers, heads, mlp }: TransformerConfig): number {
  return 1 + layers * (heads + (mlp.kind === 'none' ? 0 : 1))
}

function promptsPerBatch(config: TransformerConfig, length: number, maxBytes: number): number {
  return Math.max(1, Math.floor(maxBytes / (4 * senderCount(config) * length * config.dModel)))
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
