import type { HeadScoreName } from '../../contract'
import { graphOf, type Experiment } from '../experiment/experiment'
import { floatTensor, type FloatTensor } from '../onnx'
import { attributed, type Attributing, type RunAttribution } from './attribution'
import { writePoints, type AttentionWrites } from './attention-writes'
import { DIRECT_SITES, directParts } from './direct-parts'
import { promptScores } from './head-scores'
import type { RunTrace, RunTracer } from './run-trace'

/** What a summary reads of a clean run. */
export const SUMMARY_SITES = ['pattern', ...DIRECT_SITES] as const

/** What some prompts of a set give to its summary. */
export interface SummaryPart {
  /** [prompt] */
  scores: Record<HeadScoreName, Float64Array>[]
  attribution: Record<'clean' | 'corrupt', RunAttribution>
}

/**
 * @param writes points of these prompts are added to it
 * @param see is shown the clean run
 */
export async function summaryPart(
  attributing: Attributing,
  tracer: RunTracer,
  part: Experiment,
  { writes, see }: { writes: AttentionWrites; see?: (clean: RunTrace) => void },
): Promise<SummaryPart> {
  const clean = await tracer.trace(part, 'clean')
  see?.(clean)
  await addWrites(attributing, clean, writes)
  const ofClean = await attributed(attributing, clean)
  const corrupt = await tracer.trace(part, 'corrupt', DIRECT_SITES)
  return {
    scores: part.pairs.map((_, at) => promptScores(part.config, clean, at)),
    attribution: { clean: ofClean, corrupt: await attributed(attributing, corrupt) },
  }
}

/** The trace with its patterns alone, so that the rest of it can go. */
export function onlyPatterns(trace: RunTrace, layerCount: number): RunTrace {
  const patterns = Array.from({ length: layerCount }, (_, layer) => trace.value('pattern', layer))
  const none: FloatTensor = floatTensor(new Float32Array(0), [0])
  return { ...trace, logits: none, last: none, value: (_, layer) => patterns[layer] }
}

async function addWrites(
  { experiment, directions, products }: Attributing,
  trace: RunTrace,
  writes: AttentionWrites,
): Promise<void> {
  const points = writePoints(experiment, trace, directions)
  if (points.length === 0) return
  const { parts } = await directParts(experiment, products, trace, points)
  const { senders } = graphOf(experiment.config)
  const firstOf = (layer: number) => senders.findIndex((one) => one.kind === 'head' && one.layer === layer)
  writes.add(trace, points, (layer, head) => {
    const from = (firstOf(layer) + head) * points.length
    return parts.subarray(from, from + points.length)
  })
}
