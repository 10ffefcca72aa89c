import type { Ablation } from '../../contract'
import type { TransformerConfig } from '../model/transformer'
import type { WeightMemory } from '../transformer'
import { changingRows } from './changing-rows'
import { paddedLength, type Experiment } from './experiment'
import { senderCount } from './paired-runs'
import { promptParts } from './prompt-parts'

// Factors are measured: see docs/performance.md, and `npm run bench -- memory`, which compares them with peaks.

/** What products of weights take beside them, as a part of those that are in memory. */
const PACKED_PART = 0.05
/** Of weights that are read a layer at a time, what is there of them in another order for a backward pass. */
const TURNED_PART = 0.25

export const besideWeights = ({ heldBytes, bufferBytes }: WeightMemory): number =>
  PACKED_PART * (heldBytes + bufferBytes) + TURNED_PART * bufferBytes

/**
 * Of earlier parts of the prompts, until their memory is collected: so much, and a part of what one takes. With `each` of them the
 * highest that is there at one time is higher by a part of what is kept of its prompts: chance has more turns.
 */
const EARLIER_PARTS = { bytes: 100e6, part: 0.3, each: 0 }

/** What is left of earlier parts of so many prompts while one is worked on. */
export function earlierPartsBytes(method: MethodMemory, prompts: number): number {
  const { promptBytes, computingBytes, promptsAtOnce, earlierParts = {} } = method
  const { bytes, part, each } = { ...EARLIER_PARTS, ...earlierParts }
  // Beside the first part there is the second, which may be the last, and small.
  const second = Math.min(1, (prompts - promptsAtOnce) / promptsAtOnce)
  const earlier = Math.max(0, Math.ceil(prompts / promptsAtOnce) - 1)
  return second * (bytes + part * (promptBytes + computingBytes)) + earlier * each * promptBytes
}

/** What a method needs besides the program and the weights. */
export interface MethodMemory {
  /** What is kept of the prompts while it works. */
  promptBytes: number
  /** What is computed at one time. */
  computingBytes: number
  promptsAtOnce: number
  /** What of one part is still there while the next is worked on, where that is not as of others. */
  earlierParts?: Partial<typeof EARLIER_PARTS>
  /** What a circuit of many edges takes besides, where one is looked for. */
  circuitBytes?: number
  /** Whether it needs all prompts at one time. */
  grows: boolean
  /**
   * Whether all weights have to be in memory: `held` where nodes are computed thousands of times, `preferred` where that
   * saves some passes over the file, `streamed` where it does not matter.
   */
  weights: 'held' | 'preferred' | 'streamed'
  /** See WeightLimit. */
  withoutHead?: boolean
}

/** Of all senders of one prompt in one run. */
export function senderBytes(sized: Experiment): number {
  return 4 * senderCount(sized.config) * paddedLength(sized) * sized.config.dModel
}

/** Logits of one prompt in one run. */
export const logitBytes = ({ vocabSize }: TransformerConfig): number => 4 * vocabSize

/** The rows that can change in the part of the prompts that has most of them, of parts of so many prompts. */
export function mostRows(sized: Experiment, promptsAtOnce: number, ablation: Ablation = 'resample'): number {
  const length = paddedLength(sized)
  const parts = promptParts(sized, promptsAtOnce)
  return Math.max(...parts.map(({ config, pairs }) => changingRows(config, pairs, length, ablation).length))
}

/** The larger of several steps that come one after another. */
export function largest(steps: readonly MethodMemory[]): MethodMemory {
  const sizeOf = ({ promptBytes, computingBytes }: MethodMemory) => promptBytes + computingBytes
  return steps.reduce((most, step) => (sizeOf(step) > sizeOf(most) ? step : most))
}
