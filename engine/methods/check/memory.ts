import { capturedMemory } from '../../experiment/captured-memory'
import type { Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { maskedBytes, maskedPrompts } from './masked-prompts'

/** Fewer prompts take as much as these, measured on GPT-2 small with 4 and 12. */
const LEAST_PROMPTS = 10

/** Peaks of 4 and of 16 parts were 0.3 and 0.7 to 0.9 of a part above it: when its memory is collected is chance. */
const EARLIER_PART = 0.6

/** Both runs' senders of a part of the prompts, and a forward pass with masks over them. */
export function checkMemory(sized: Experiment): MethodMemory {
  const promptsAtOnce = Math.min(sized.pairs.length, maskedPrompts(sized))
  const captured = capturedMemory(sized, promptsAtOnce)
  const masked = maskedBytes(sized) * Math.max(promptsAtOnce, LEAST_PROMPTS)
  return {
    promptBytes: captured.promptBytes,
    computingBytes: Math.max(captured.computingBytes, masked),
    promptsAtOnce,
    earlierPart: EARLIER_PART,
    grows: false,
    weights: 'streamed',
  }
}
