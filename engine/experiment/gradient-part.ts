import { paddedLength, type Experiment } from './experiment'
import { gradientBytes, promptsPerGradient } from './gradient-memory'
import { logitBytes, type MethodMemory } from './memory-terms'

/** Passes forward and backward over the prompts, part by part: nothing of a part stays. */
export function gradientMemory({ config, pairs }: Experiment): MethodMemory {
  const length = paddedLength({ config, pairs })
  const promptsAtOnce = Math.min(pairs.length, promptsPerGradient(config, length))
  return {
    promptBytes: 4 * promptsAtOnce * logitBytes(config),
    computingBytes: promptsAtOnce * gradientBytes(config, length),
    promptsAtOnce,
    grows: false,
  }
}
