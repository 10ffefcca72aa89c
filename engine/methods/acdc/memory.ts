import type { AcdcConfig } from '../../../contract'
import { KEPT_STREAMS } from '../../evaluators'
import { capturedMemory } from '../../experiment/captured-memory'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { eapMemory } from '../eap'

/**
 * Both runs' senders of all prompts, as every test needs them all, and some clean streams in float64. What is kept of the
 * circuit takes the place of senders that are given back meanwhile.
 */
export function acdcMemory(sized: Experiment, { order, ablation, metric }: AcdcConfig): MethodMemory {
  const { config, pairs } = sized
  const { promptBytes, computingBytes } = capturedMemory(sized, pairs.length)
  const streams = 8 * KEPT_STREAMS * paddedLength(sized) * config.dModel
  return {
    promptBytes: promptBytes + pairs.length * streams,
    computingBytes: Math.max(computingBytes, order === 'eap' ? eap(sized, ablation) : 0),
    promptsAtOnce: pairs.length,
    grows: true,
    weights: 'held',
    // Its tests read the answers' rows alone.
    withoutHead: metric === 'logit_diff',
  }
}

/** The order of the tests is made from scores of EAP, while the senders are there. */
function eap(sized: Experiment, ablation: AcdcConfig['ablation']): number {
  const { promptBytes, computingBytes } = eapMemory(sized, { ablation, igSteps: 0 })
  return promptBytes + computingBytes
}
