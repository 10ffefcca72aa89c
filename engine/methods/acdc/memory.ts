import type { AcdcConfig } from '../../../contract'
import { circuitBytes, KEPT_STREAMS } from '../../evaluators'
import { hasAttentionView } from '../../experiment/attention-output'
import { capturedMemory } from '../../experiment/captured-memory'
import { graphOf, paddedLength, type Experiment } from '../../experiment/experiment'
import { mostRows, senderBytes, type MethodMemory } from '../../experiment/memory-terms'
import { eapMemory } from '../eap'

/** Objects of JavaScript for edges that are kept, until they are collected: so much for each edge of the graph, and in all. */
const OBJECTS = { edgeBytes: 3000, mostBytes: 120e6 }

/**
 * Both runs' senders of all prompts, as every test needs them all, and some clean streams in float64. What is kept of the
 * circuit takes the place of senders that are given back meanwhile; of one with many edges that is not enough.
 */
export function acdcMemory(sized: Experiment, { order, ablation, metric }: AcdcConfig): MethodMemory {
  const { config, pairs } = sized
  const { promptBytes, computingBytes } = capturedMemory(sized, pairs.length)
  const length = paddedLength(sized)
  const streams = 8 * KEPT_STREAMS * length * config.dModel
  const rows = { all: pairs.length * length, changing: mostRows(sized, pairs.length, ablation) }
  const graph = graphOf(config)
  const objects = Math.min(OBJECTS.mostBytes, OBJECTS.edgeBytes * graph.edgeCount)
  const values = circuitBytes(graph, config, rows) - givenBack(sized)
  return {
    promptBytes: promptBytes + pairs.length * streams,
    computingBytes: Math.max(computingBytes, order === 'eap' ? eap(sized, ablation) : 0),
    promptsAtOnce: pairs.length,
    circuitBytes: objects + Math.max(0, values),
    grows: true,
    weights: 'held',
    // Its tests read the answers' rows alone.
    withoutHead: metric === 'logit_diff',
  }
}

/** Of senders of both runs, by the end: none where heads are seen through a norm. */
function givenBack(sized: Experiment): number {
  const { config, pairs } = sized
  const layers = Array.from({ length: config.layerCount }, (_, layer) => layer)
  const isKept = layers.some((layer) => hasAttentionView(config, layer))
  return isKept ? 0 : 2 * pairs.length * senderBytes(sized)
}

/** The order of the tests is made from scores of EAP, while the senders are there. */
function eap(sized: Experiment, ablation: AcdcConfig['ablation']): number {
  const { promptBytes, computingBytes } = eapMemory(sized, { ablation, igSteps: 0 })
  return promptBytes + computingBytes
}
