import type { AcdcConfig } from '../../../contract'
import { capturedMemory } from '../../experiment/captured-memory'
import { paddedLength, type Experiment } from '../../experiment/experiment'
import type { MethodMemory } from '../../experiment/memory-terms'
import { eapMemory } from '../eap'

/** Both runs' senders of all prompts, as every test needs them all, and clean streams in float64 before every receiver. */
export function acdcMemory(sized: Experiment, { order, ablation, metric }: AcdcConfig): MethodMemory {
  const { config, pairs } = sized
  const { promptBytes, computingBytes } = capturedMemory(sized, pairs.length)
  const streams = 8 * (2 * config.layerCount + 1) * paddedLength(sized) * config.dModel
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
