import type { Experiment } from './experiment'
import { logitBytes, senderBytes } from './memory-terms'
import { MAX_CAPTURED_AT_ONCE_BYTES } from './paired-runs'

/** Of both runs of so many prompts (see pairedRuns): what is kept, and what capturing them takes. */
export function capturedMemory(
  sized: Experiment,
  prompts: number,
): { promptBytes: number; computingBytes: number } {
  const senders = senderBytes(sized)
  const atOnce = Math.min(prompts * senders, Math.max(senders, MAX_CAPTURED_AT_ONCE_BYTES))
  return { promptBytes: prompts * (2 * senders + 4 * logitBytes(sized.config)), computingBytes: 4 * atOnce }
}
