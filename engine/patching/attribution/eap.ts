import { PatchbayError, type MetricName } from '../../../contract'
import { MetricMeter } from '../../metrics'
import {
  type Baseline,
  baselineOf,
  baseSide,
  checkGradientMetric,
  type Direction,
  donorSide,
  type Experiment,
  graphOf,
  inBatches,
  type Method,
  paddedLength,
  type Passes,
  type Side,
} from '../experiment'
import { promptsPerGradient } from '../gradient-memory'
import { EdgeRuns } from './edge-runs'

export interface EapOptions {
  metric: MetricName
  direction: Direction
  /** Steps of EAP-IG; without it plain EAP. */
  igSteps?: number
}

export interface EapResult {
  /** [edge] estimate of (metric with only that edge patched) - (metric of the base run) */
  scores: Float64Array
  baseline: Baseline
  passes: Passes
}

/**
 * Edge attribution patching (Syed et al. 2023): for every edge the sum over prompts, positions and dModel of
 * (sender in the donor run - in the base run) * d metric / d (receiver input), gradient on the base run; two
 * forwards and one backward for all edges. EAP-IG (Hanna et al. 2024, "inputs", as its code has it): the
 * gradient is averaged over n runs whose token embedding is corrupt + (k/n)(clean - corrupt), k = 0..n-1,
 * in both directions.
 * @throws PatchbayError (bad-input) for kl with noising (plain EAP), for steps that are no count.
 */
export async function* eap(experiment: Experiment, options: EapOptions): Method<EapResult> {
  const { metric, direction, igSteps } = options
  if (igSteps === undefined) checkGradientMetric(metric, direction)
  else checkSteps(igSteps)
  const { config, pairs } = experiment
  const graph = graphOf(config)
  const length = paddedLength(experiment)
  const batches = inBatches(pairs, promptsPerGradient(config, length))
  const total = batches.length * (igSteps ?? 1)
  const scores = new Float64Array(graph.edgeCount)
  const logits: Record<Side, Float32Array[]> = { clean: [], corrupt: [] }
  let done = 0
  yield { type: 'stage', stage: 'scoring edges' }
  for (const batch of batches) {
    const isPlain = igSteps === undefined
    const runs = new EdgeRuns(experiment, graph, batch, isPlain ? 'saved' : 'others')
    try {
      const { donor, base } = await runs.both({ donor: donorSide(direction), base: baseSide(direction) })
      const sides =
        direction === 'noising' ? { clean: base, corrupt: donor } : { clean: donor, corrupt: base }
      for (const side of ['clean', 'corrupt'] as const) logits[side].push(sides[side].logits.data)
      const meter = new MetricMeter(batch, sides.clean.logits.data)
      for (let step = 0; step < (igSteps ?? 1); step++) {
        const at = isPlain ? base : await runs.between(sides.corrupt, sides.clean, step / igSteps, donor)
        const share = batch.length / pairs.length / (igSteps ?? 1)
        await runs.addScores(scores, at, meter.gradient(metric, at.logits.data), share)
        yield { type: 'progress', done: ++done, total }
      }
    } finally {
      await runs.release()
    }
  }
  const steps = igSteps ?? 0
  const passes = { forwards: 2 + steps, backwards: Math.max(1, steps) }
  return { scores, baseline: baselineOf(pairs, logits).baseline, passes }
}

function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps > 0) return
  throw new PatchbayError(
    'bad-input',
    `the number of EAP-IG steps is ${steps}: give a whole number above 0 such as 5.`,
  )
}
