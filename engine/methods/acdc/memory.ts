import type { Experiment } from '../../experiment/experiment'
import { logitBytes, senderBytes, type MethodMemory } from '../../experiment/memory-terms'

/** Both runs' senders of all prompts, as every test needs them all, and what a trial of nested cuts computes. */
export function acdcMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  return {
    promptBytes: pairs.length * (2.3 * senderBytes(sized) + 3 * logitBytes(config)),
    computingBytes: 216e6,
    promptsAtOnce: pairs.length,
    grows: true,
  }
}
