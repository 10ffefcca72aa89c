import { PatchbayError } from './error'

/** How much memory a run may use: what a person said, or a part of what is free when it begins. */
export interface MemoryBudget {
  bytes: number
  from: 'given' | 'free'
}

/** The part of what is free that a run may use where nobody says how much. */
export const FREE_PART = 0.7

/** What memory is needed for, in the order in which it is shown. */
export const MEMORY_USES = {
  program: 'the program',
  weights: "the model's weights",
  prompts: 'values of prompts that are kept',
  computing: 'what is computed at one time',
} as const
export type MemoryUse = keyof typeof MEMORY_USES

/** What a run needs at its peak, known before anything is loaded. */
export interface MemoryNeed {
  peakBytes: number
  /** As much at most where it depends on what is found; null where it does not. */
  mostBytes: number | null
  /** They add up to the peak. */
  uses: Record<MemoryUse, number>
  budget: MemoryBudget
  /** `streamed`: not all weights are in memory at one time; they are read from their file again when they are needed. */
  weights: 'held' | 'streamed'
  promptCount: number
  /** Of the longest prompt, to which all are padded. */
  tokens: number
  /** How many prompts are in memory at one time; fewer than all: the method works through them in parts. */
  promptsAtOnce: number
  /** The most prompts of this length that fit; null where memory does not grow with them. */
  mostPrompts: number | null
  /** Why the run does not fit and what would, in one sentence; null where it fits. */
  refusal: string | null
}

/** How far what is said of a run's memory may be from its peak. */
export const SAID_TOLERANCE = 0.15

/** Node with the host, the store and the engine's thread with onnxruntime, when a first small model was run: measured. */
export const PROGRAM_BYTES = 200e6
/** The least that may be given: beside the program itself a very small model fits. */
export const MIN_MEMORY_BYTES = 250e6
/** More than any machine has. */
export const MAX_MEMORY_BYTES = 1e15

const UNITS = { KB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30, TIB: 2 ** 40 }

/**
 * `8GB`, `1.5 GiB`, `800MB` as bytes.
 * @throws PatchbayError (bad-input) for anything else, for less than MIN_MEMORY_BYTES and more than MAX_MEMORY_BYTES.
 */
export function memoryBytesOf(flag: string, text: string): number {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?b)\s*$/i.exec(text) ?? []
  if (number === undefined)
    throw new PatchbayError('bad-input', `${flag} must be a size such as 8GB or 900MB, not "${text}".`)
  const bytes = Math.round(Number(number) * UNITS[unit.toUpperCase() as keyof typeof UNITS])
  const [least, most] = [bytesText(MIN_MEMORY_BYTES), bytesText(MAX_MEMORY_BYTES)]
  if (bytes < MIN_MEMORY_BYTES)
    throw new PatchbayError(
      'bad-input',
      `${flag} must be at least ${least}, of which the program itself takes ${bytesText(PROGRAM_BYTES)}, not "${text}".`,
    )
  if (bytes > MAX_MEMORY_BYTES)
    throw new PatchbayError('bad-input', `${flag} must be at most ${most}, not "${text}".`)
  return bytes
}

/** `21 GB`, `1.6 GB`, `640 MB`: two digits, as nothing that is estimated is known better. */
export function bytesText(bytes: number, digits = 2): string {
  const [size, unit] = bytes >= 999.5e6 ? [bytes / 1e9, 'GB'] : [bytes / 1e6, 'MB']
  return `${Number(size.toPrecision(digits)).toLocaleString('en-US')} ${unit}`
}

/** `14 GB may be used (70 % of what is free)` */
export function budgetText({ bytes, from }: MemoryBudget, digits = 2): string {
  const why = from === 'given' ? 'as was set' : `${Math.round(100 * FREE_PART)} % of what is free`
  return `${bytesText(bytes, digits)} may be used (${why})`
}

/** `about 1.6 GB needed, 14 GB may be used (70 % of what is free); ...`: what is shown before a run. */
export function memoryText(need: MemoryNeed): string {
  const { peakBytes, budget, weights, promptsAtOnce, promptCount } = need
  const streamed = weights === 'streamed' ? ['weights are read from their file layer by layer'] : []
  const count = (prompts: number) => prompts.toLocaleString('en-US')
  const parts =
    promptsAtOnce < promptCount ? [`${count(promptsAtOnce)} of ${count(promptCount)} prompts at once`] : []
  const needed = `about ${bytesText(peakBytes)} needed${mostText(need)}, ${budgetText(budget)}`
  return [needed, ...parts, ...streamed].join('; ')
}

/** `, up to 2.1 GB where many edges are kept`: what follows the peak; nothing where it is all that can be said. */
export function mostText({ peakBytes, mostBytes }: Pick<MemoryNeed, 'peakBytes' | 'mostBytes'>): string {
  const isMore = mostBytes !== null && mostBytes > (1 + SAID_TOLERANCE) * peakBytes
  return isMore ? `, up to ${bytesText(mostBytes)} where many edges are kept` : ''
}
