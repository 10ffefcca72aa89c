import { paddedLength, type Experiment } from '../../experiment/experiment'
import { logitBytes, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsAtOnce as mostAtOnce } from '../../experiment/prompt-parts'

/** Captured sites of one part stay until those of the next are complete. */
const EARLIER_PARTS = { part: 1.3 }

/** Of a part: captured sites in both runs, and senders' values, donors and changes. */
export function pathMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  const promptsAtOnce = Math.min(pairs.length, mostAtOnce(sized))
  const captured = 4 * config.layerCount * (3 + config.heads) * paddedLength(sized) * config.dModel
  return {
    promptBytes: promptsAtOnce * (2 * captured + 3 * senderBytes(sized) + 3 * logitBytes(config)),
    computingBytes: 0,
    promptsAtOnce,
    earlierParts: EARLIER_PARTS,
    grows: false,
    weights: 'preferred',
  }
}
