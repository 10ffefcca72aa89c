import type { EapConfig } from '../../../contract'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import { gradientBytes } from '../../experiment/gradient-memory'
import { logitBytes, mostRows, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { promptsAtOnce as mostAtOnce, promptsWithSenders } from '../../experiment/prompt-parts'

/** The part of what is counted for a backward pass that is there at one time: of plain EAP, and with runs in between. */
const KEPT_PART = 0.72
const KEPT_PART_BETWEEN = 1.05

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
  // An ablation is taken from the captured runs of the part.
  const captured = isResampled ? 0 : 2 * senderBytes(sized)
  return {
    promptBytes: promptsAtOnce * (captured + 4 * logitBytes(config)),
    computingBytes: part * ofRow * mostRows(sized, promptsAtOnce, ablation),
    promptsAtOnce,
    grows: false,
    weights: 'streamed',
  }
}
