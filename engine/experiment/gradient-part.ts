import { paddedLength, type Experiment } from './experiment'
import { gradientBytes } from './gradient-memory'
import { logitBytes, type MethodMemory } from './memory-terms'
import { promptsAtOnce as mostAtOnce } from './prompt-parts'

/** Passes forward and backward over the prompts, part by part: nothing of a part stays. */
export function gradientMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  const length = paddedLength(sized)
  const promptsAtOnce = Math.min(pairs.length, mostAtOnce(sized))
  return {
    promptBytes: 4 * promptsAtOnce * logitBytes(config),
    computingBytes: promptsAtOnce * gradientBytes(config, length),
    promptsAtOnce,
    grows: false,
  }
}
