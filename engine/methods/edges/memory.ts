import type { Experiment } from '../../experiment/experiment'
import { logitBytes, senderBytes, type MethodMemory } from '../../experiment/memory-terms'

/** Both runs' senders of a part of the prompts, and a few copies of what is downstream of an edge. */
export function edgesMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  const ofPrompt = 2.3 * senderBytes(sized) + 3 * logitBytes(config)
  const promptsAtOnce = Math.min(pairs.length, Math.max(1, Math.floor(2 ** 30 / ofPrompt)))
  return { promptBytes: promptsAtOnce * ofPrompt, computingBytes: 150e6, promptsAtOnce, grows: false }
}
