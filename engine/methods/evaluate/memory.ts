import type { Experiment } from '../../experiment/experiment'
import { logitBytes, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsPerPart } from './circuit-parts'

/**
 * In units of all senders of one run: both runs, the donor's rows that can change, dense circuits' values and the inputs of
 * their steps, and keys and values with every edge cut. Fitted to seven peaks of two models (docs/performance.md).
 */
const SENDERS = 7.2

/**
 * Values of the circuits that are measured together, and what one of their nodes is computed in: at least, for each prompt in
 * units of all its senders, and at most, since so much is measured together at most.
 */
const COMPUTING = { leastBytes: 30e6, senders: 7, mostBytes: 230e6 }

/** Both runs of a part of the prompts, and the circuits that are measured together on it. */
export function evaluateMemory(sized: Experiment): MethodMemory {
  const { config, pairs } = sized
  const promptsAtOnce = Math.min(pairs.length, promptsPerPart(sized))
  const ofPrompt = SENDERS * senderBytes(sized) + 3 * logitBytes(config)
  const { leastBytes, senders, mostBytes } = COMPUTING
  const computingBytes = Math.min(mostBytes, leastBytes + senders * promptsAtOnce * senderBytes(sized))
  return {
    promptBytes: promptsAtOnce * ofPrompt,
    computingBytes,
    promptsAtOnce,
    grows: false,
    weights: 'preferred',
  }
}
