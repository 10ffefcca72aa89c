import type { EapConfig } from '../../../contract'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import { gradientBytes } from '../../experiment/gradient-memory'
import { logitBytes, mostRows, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsAtOnce as mostAtOnce, promptsWithSenders } from '../../experiment/prompt-parts'

/** The part of what is counted for a backward pass that is there at one time: of plain EAP, and with runs in between. */
const KEPT_PART = 0.62
const KEPT_PART_BETWEEN = 0.82
/** What sessions and results take however few the prompts are, where a prompt takes as much. */
const LEAST_BYTES = 12e6
/** Of earlier parts less is left than of other methods': what a backward pass keeps is in sessions' memory. */
const EARLIER_PARTS = { part: 0.2 }

/** The changes of all senders of a part, and what the backward pass needs, at the rows that can change. */
export function eapMemory(
  sized: Experiment,
  { ablation, igSteps }: Pick<EapConfig, 'ablation' | 'igSteps'>,
): MethodMemory {
  const { config, pairs } = sized
  const isResampled = ablation === 'resample'
  const most = isResampled ? mostAtOnce(sized) : Math.min(mostAtOnce(sized), promptsWithSenders(sized))
  const promptsAtOnce = Math.min(pairs.length, most)
  const length = paddedLength(sized)
  const ofRow = gradientBytes(config, length) / length
  const part = igSteps > 0 ? KEPT_PART_BETWEEN : KEPT_PART
  const kept = part * ofRow * mostRows(sized, promptsAtOnce, ablation)
  // An ablation is taken from the captured runs of the part.
  const captured = isResampled ? 0 : 2 * senderBytes(sized)
  return {
    promptBytes: promptsAtOnce * (captured + 4 * logitBytes(config)),
    computingBytes: Math.min(LEAST_BYTES, kept) + kept,
    promptsAtOnce,
    earlierParts: EARLIER_PARTS,
    grows: false,
    weights: 'streamed',
  }
}
