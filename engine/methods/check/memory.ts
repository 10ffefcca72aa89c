import { capturedMemory } from '../../experiment/captured-memory'
import type { Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { maskedBytes, maskedPrompts } from './masked-prompts'

/** Nothing of an earlier part: its session is released, and its runs are in memory that is used again. */
const EARLIER_PARTS = { bytes: 0, part: 0 }

/** Both runs' senders of a part of the prompts, and a forward pass with masks over them. */
export function checkMemory(sized: Experiment): MethodMemory {
  const promptsAtOnce = Math.min(sized.pairs.length, maskedPrompts(sized))
  const captured = capturedMemory(sized, promptsAtOnce)
  const masked = maskedBytes(sized) * promptsAtOnce
  return {
    promptBytes: captured.promptBytes,
    computingBytes: Math.max(captured.computingBytes, masked),
    promptsAtOnce,
    earlierParts: EARLIER_PARTS,
    grows: false,
    weights: 'streamed',
  }
}
