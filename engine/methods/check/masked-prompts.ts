import { paddedLength, type Experiment } from '../../experiment/experiment'
import { senderBytes } from '../../experiment/memory-terms'
import { promptsWithSenders } from '../../experiment/prompt-parts'

/** A forward pass with masks stays below this. */
const MAX_MASKED_BYTES = 512e6
/** What it takes: so many times the values of all senders, and what the heads and the MLP of a layer read. */
const FACTORS = { senders: 3.2, read: 3.9 }

/** Of one prompt. Factors are measured on GPT-2 small's shape and a model of 4 layers of 8 heads. */
export function maskedBytes(sized: Experiment): number {
  const { heads, dModel } = sized.config
  const read = (3 * heads + 1) * 4 * paddedLength(sized) * dModel
  return FACTORS.senders * senderBytes(sized) + FACTORS.read * read
}

/** How many prompts are run with masks at one time. */
export function maskedPrompts(sized: Experiment): number {
  const most = Math.floor(MAX_MASKED_BYTES / maskedBytes(sized))
  return Math.max(1, Math.min(most, promptsWithSenders(sized)))
}
