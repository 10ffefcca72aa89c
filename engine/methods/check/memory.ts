import { capturedMemory } from '../../experiment/captured-memory'
import type { Experiment } from '../../experiment/experiment'
import { senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsWithSenders } from '../../experiment/prompt-parts'

/** What a forward pass with masks takes, in values of all senders. */
const MASKED_RUNS = 5
/** Fewer prompts take as much as these, measured on GPT-2 small with 4 and 12. */
const LEAST_PROMPTS = 10

/** Both runs' senders of a part of the prompts, and a forward pass with masks over them. */
export function checkMemory(sized: Experiment): MethodMemory {
  const promptsAtOnce = Math.min(sized.pairs.length, promptsWithSenders(sized))
  const captured = capturedMemory(sized, promptsAtOnce)
  const masked = MASKED_RUNS * Math.max(promptsAtOnce, LEAST_PROMPTS) * senderBytes(sized)
  return {
    promptBytes: captured.promptBytes,
    computingBytes: Math.max(captured.computingBytes, masked),
    promptsAtOnce,
    grows: false,
    weights: 'streamed',
  }
}
