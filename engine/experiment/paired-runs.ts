import { PatchbayError, type Ablation } from '../../contract'
import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, Session, type Feeds } from '../onnx'
import { forwardGraph, senderFetches, tokenFeeds } from '../transformer'
import type { CaptureMemory } from './capture-memory'

/** Prompts that are run together, with every sender's values in the clean and in the corrupt run. */
export interface PromptBatch {
  pairs: readonly PromptPair[]
  /** `tokens` and `answerRows` of the clean and the corrupt prompts */
  cleanFeeds: Feeds
  corruptFeeds: Feeds
  /** [sender, batch, pos, dModel], as are donorSenders */
  cleanSenders: Float32Array
  /** What a cut edge carries of each sender: its value in the corrupt run, or what `ablation` puts in its place. */
  donorSenders: Float32Array
  ablation: Ablation
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
export const MAX_CAPTURE_BYTES = 256 * 2 ** 20

/** Values that one run captures: what it needs besides is about as much again, and stays with the process. */
export const MAX_CAPTURED_AT_ONCE_BYTES = 32 * 2 ** 20

/** What a batch may have at most. */
export interface BatchLimits {
  /** For the values of all senders. */
  maxCaptureBytes?: number
  prompts?: number
  /** To which prompts are padded; without it that of the longest. */
  length?: number
  /** Whether the ends of senders' values can be given back, as SenderArrays does. */
  canShrink?: boolean
  /** For what is captured by one run of a session. */
  atOnceBytes?: number
  /** Runs that were made with it before are overwritten. */
  memory?: CaptureMemory
}

/**
 * Runs every pair. `weights` as from weightFeeds.
 * @throws PatchbayError where lengths are mixed and attention is not causal (padding would be seen).
 */
export async function runPairs(...of: Parameters<typeof pairedRuns>): Promise<PairedRuns> {
  const runs = pairedRuns(...of)
  for (;;) {
    const next = await runs.next()
    if (next.done) return next.value
  }
}

/** The same run by run, for callers that may have to pause in between; yields how many of all runs are done. */
export async function* pairedRuns(
  config: TransformerConfig,
  weights: Feeds,
  pairs: readonly PromptPair[],
  threads: number,
  {
    maxCaptureBytes = MAX_CAPTURE_BYTES,
    prompts = Infinity,
    length = commonLength(config, pairs),
    canShrink = false,
    atOnceBytes,
    memory,
  }: BatchLimits = {},
): AsyncGenerator<{ done: number; total: number }, PairedRuns> {
  const session = await captureSession(config, weights, length, threads)
  try {
    const batches: PromptBatch[] = []
    const size = Math.min(prompts, promptsPerBatch(config, length, maxCaptureBytes))
    const total = 2 * Math.ceil(pairs.length / size)
    const forward: Forward = { session, config, weights, length, canShrink, atOnceBytes, into: memory }
    memory?.takeBack()
    for (let first = 0; first < pairs.length; first += size) {
      const some = pairs.slice(first, first + size)
      const clean = await captured(forward, some, 'clean')
      yield { done: 2 * batches.length + 1, total }
      const corrupt = await captured(forward, some, 'corrupt')
      batches.push({
        pairs: some,
        cleanFeeds: clean.feeds,
        corruptFeeds: corrupt.feeds,
        cleanSenders: clean.senders,
        donorSenders: corrupt.senders,
        ablation: 'resample',
        cleanLogits: clean.logits,
        corruptLogits: corrupt.logits,
      })
      yield { done: 2 * batches.length, total }
    }
    return { length, batches }
  } finally {
    await session.release()
  }
}

/**
 * The length every prompt is padded to: the longest one's.
 * @throws PatchbayError where lengths are mixed and attention is not causal (padding would be seen), or where they are
 * on both sides of a length from which on positions are turned otherwise (Rotary.beyond).
 */
export function commonLength(config: TransformerConfig, pairs: readonly PromptPair[]): number {
  const length = Math.max(...pairs.map((pair) => pair.clean.length))
  if (!config.causal && pairs.some((pair) => pair.clean.length !== length)) {
    throw new PatchbayError(
      'bad-input',
      'this model attends to later tokens too, so prompts of different length cannot be run together: make all prompts equally long.',
    )
  }
  for (const { attention } of config.layers) {
    if (attention.rotary?.beyond) refuseBothSides(pairs, attention.rotary.beyond.length)
  }
  return length
}

/** Tables of positions are those of one length, and shared by all prompts of a run. */
function refuseBothSides(pairs: readonly PromptPair[], limit: number): void {
  const lengths = pairs.map((pair) => pair.clean.length)
  const [short, long] = [
    lengths.findIndex((length) => length <= limit),
    lengths.findIndex((length) => length > limit),
  ]
  if (short < 0 || long < 0) return
  const named = (prompt: number) => `prompt ${prompt + 1} has ${lengths[prompt]}`
  throw new PatchbayError(
    'bad-input',
    `this model rotates positions otherwise in prompts of more than ${limit} tokens, so these cannot be run together with shorter ones (${named(short)}, ${named(long)}): use two sets of prompts, one of each kind.`,
  )
}

export interface Forward {
  session: Session
  config: TransformerConfig
  weights: Feeds
  length: number
  /** See BatchLimits. */
  canShrink?: boolean
  /** What runs of some of the prompts write into, made once. */
  memory?: Float32Array
  /** What one of them captures at most. */
  atOnceBytes?: number
  /** What all of a batch is written into, where that is not to be an array of its own. It cannot shrink. */
  into?: CaptureMemory
}

/**
 * What captures senders' values. It runs once or twice over each batch, and its memory would be as large as what is
 * captured: it keeps none between runs.
 */
export function captureSession(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  threads: number,
): Promise<Session> {
  return Session.create(forwardGraph(config, weights, length), { threads, keepMemory: false })
}

/** One run of some prompts. */
export async function captured(forward: Forward, pairs: readonly PromptPair[], side: 'clean' | 'corrupt') {
  const { session, config, weights, length, canShrink = false, into } = forward
  const rows = pairs.map((pair) => ({ tokens: pair[side], answerPosition: pair.answerPosition }))
  const slots = senderCount(config)
  const cells = length * config.dModel
  const all = slots * pairs.length * cells
  const senders = into?.take(all) ?? sendersArray(all, canShrink)
  const logits: Float32Array[] = []
  const { atOnceBytes = MAX_CAPTURED_AT_ONCE_BYTES } = forward
  const size = Math.min(pairs.length, promptsPerBatch(config, length, atOnceBytes))
  // The runtime writes into plain arrays.
  const isOne = size === pairs.length && !canShrink
  const needed = slots * size * cells
  if (!isOne && (forward.memory?.length ?? 0) < needed) forward.memory = new Float32Array(needed)
  const memory = isOne ? senders : forward.memory!
  for (let first = 0; first < pairs.length; first += size) {
    const some = rows.slice(first, first + size)
    const values = memory.subarray(0, slots * some.length * cells)
    const dims = [some.length, weights.unembed.dims[0]]
    const own = new Float32Array(dims[0] * dims[1])
    await session.run(
      { ...weights, ...tokenFeeds(some, length) },
      { ...senderFetches(config, values), logits: floatTensor(own, dims) },
    )
    logits.push(own)
    if (isOne) continue
    for (let slot = 0; slot < slots; slot++) {
      const part = values.subarray(slot * some.length * cells, (slot + 1) * some.length * cells)
      senders.set(part, (slot * pairs.length + first) * cells)
    }
  }
  return { feeds: tokenFeeds(rows, length), senders, logits: joinedData(logits) }
}

function sendersArray(length: number, canShrink: boolean): Float32Array {
  const bytes = length * Float32Array.BYTES_PER_ELEMENT
  return canShrink
    ? new Float32Array(new ArrayBuffer(bytes, { maxByteLength: bytes }))
    : new Float32Array(length)
}

export function senderCount({ layerCount, heads, mlp }: TransformerConfig): number {
  return 1 + layerCount * (heads + (mlp.kind === 'none' ? 0 : 1))
}

/** How many prompts' senders stay below this; at least 1. */
export function promptsPerBatch(config: TransformerConfig, length: number, maxBytes: number): number {
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
      cleanSenders: batch.donorSenders,
      donorSenders: batch.cleanSenders,
      ablation: batch.ablation,
      cleanLogits: batch.corruptLogits,
      corruptLogits: batch.cleanLogits,
    })),
  }
}

/** Concatenated, as the logits of batches [prompt, vocab] over all prompts; a single part as it is. */
export function joinedData(parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 1) return parts[0]
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
