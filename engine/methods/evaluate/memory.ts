import type { Experiment } from '../../experiment/experiment'
import { logitBytes, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsPerPart } from './circuit-parts'

/**
 * In units of all senders of one run: both runs, the donor's rows that can change, a dense circuit's values and the
 * inputs of two of its steps, and keys and values with every edge cut.
 */
const SENDERS = 4.2

/** Values of the circuits that are measured together, and what one of their nodes is computed in. */
const COMPUTING_BYTES = 400e6

/** Both runs of a part of the prompts, and the circuits that are measured together on it. */
export function evaluateMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  const promptsAtOnce = Math.min(pairs.length, promptsPerPart(sized))
  const ofPrompt = SENDERS * senderBytes(sized) + 3 * logitBytes(config)
  // A few small circuits do not fill what there is for them.
  const computingBytes = Math.min(COMPUTING_BYTES, 4 * promptsAtOnce * senderBytes(sized))
  return {
    promptBytes: promptsAtOnce * ofPrompt,
    computingBytes,
    promptsAtOnce,
    grows: false,
    weights: 'preferred',
  }
}
