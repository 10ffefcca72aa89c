import {
  PatchbayError,
  type Baselines,
  type EdgeScores,
  type Passes,
  type Ablation,
  type MetricName,
  type Direction,
} from '../../../contract'
import type { PromptPair } from '../../datasets'
import { edgeName } from '../../graph'
import { MetricMeter } from '../../metrics'
import { ablatedRuns } from '../../experiment/ablated-runs'
import { checkAblation } from '../../experiment/ablation'
import {
  baseSide,
  donorSide,
  type Experiment,
  graphOf,
  inBatches,
  paddedLength,
  type Side,
} from '../../experiment/experiment'
import { checkEstimates } from '../../experiment/no-numbers'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { runPairs } from '../../experiment/paired-runs'
import { checkBetween } from './between-runs'
import { EdgeRuns } from './edge-runs'
import { baselineOf, unwatched } from '../../experiment/baseline'
import { checkGradientMetric } from '../../experiment/gradient-metric'
import type { Method } from '../../experiment/progress'

export interface EapOptions {
  metric: MetricName
  direction: Direction
  ablation?: Ablation
  /** Steps of EAP-IG; without it plain EAP. */
  igSteps?: number
}

export interface EstimatedEdges {
  /** Of every edge: the estimate of (metric with only that edge patched) - (metric of the base run). */
  scores: EdgeScores
  baseline: Baselines
}

/** [edge] estimates */
interface Estimates {
  estimates: Float64Array
  baseline: Baselines
  passes: Passes
}

/**
 * Edge attribution patching (Syed et al. 2023): for every edge the sum over prompts, positions and dModel of
 * (sender in the donor run - in the base run) * d metric / d (receiver input), gradient on the base run; two
 * forwards and one backward for all edges. Under an ablation 0 or the mean replaces the donor's value. EAP-IG (Hanna et
 * al. 2024, "inputs", as its code has it): the gradient is averaged over n runs whose token embedding is corrupt +
 * (k/n)(clean - corrupt), k = 0..n-1, in both directions.
 * @throws PatchbayError (bad-input) as checkEapOptions.
 */
export async function* eap(experiment: Experiment, options: EapOptions): Method<'eap', EstimatedEdges> {
  checkEapOptions(options)
  const method = (options.ablation ?? 'resample') === 'resample' ? resampledEap : ablatedEap
  if (options.igSteps !== undefined && experiment.config.watched)
    await checkBetween(experiment, options.igSteps)
  const { estimates, baseline, passes } = yield* method(await unwatched(experiment), options)
  const graph = graphOf(experiment.config)
  checkEstimates(estimates, (edge) => edgeName(graph, edge))
  const scores: EdgeScores = {
    edge: Int32Array.from(estimates.keys()),
    score: estimates,
    perPrompt: null,
    baseMetric: baseline[baseSide(options.direction)].mean[options.metric],
    promptCount: experiment.pairs.length,
    passes,
  }
  return { scores, baseline }
}

async function* resampledEap(experiment: Experiment, options: EapOptions): Method<'eap', Estimates> {
  const { metric, direction, igSteps } = options
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
  const passes = { forward: 2 + steps, backward: Math.max(1, steps) }
  return { estimates: scores, baseline: baselineOf(pairs, logits).baseline, passes }
}

/** @throws PatchbayError (bad-input): kl with noising (plain EAP), steps that are not a count, and as checkAblation. */
export function checkEapOptions({ metric, direction, ablation = 'resample', igSteps }: EapOptions): void {
  checkAblation(direction, ablation)
  if (igSteps === undefined) return checkGradientMetric(metric, direction)
  checkSteps(igSteps)
  if (ablation === 'resample') return
  throw new PatchbayError(
    'bad-input',
    `EAP-IG goes from the corrupt token embedding to the clean one, and ablation ${ablation} has no such way: choose plain EAP (0 steps), or ablation resample.`,
  )
}

/**
 * The clean and the corrupt run say what every sender changes by, in all batches before the first is scored: a mean is
 * one over all prompts. Unlike another prompt's values, 0 and means differ from the clean ones at every row.
 */
async function* ablatedEap(
  experiment: Experiment,
  { metric, ablation = 'resample' }: EapOptions,
): Method<'eap', Estimates> {
  const { config, weights, pairs, threads } = experiment
  const graph = graphOf(config)
  const scores = new Float64Array(graph.edgeCount)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const prompts = promptsPerGradient(config, paddedLength(experiment))
  const { batches } = ablatedRuns(
    config,
    await runPairs(config, weights, pairs, threads, { prompts }),
    ablation,
  )
  yield { type: 'stage', stage: 'scoring edges' }
  for (const [b, batch] of batches.entries()) {
    const runs = new EdgeRuns(experiment, graph, batch.pairs, 'saved', allRows(batch.pairs, experiment))
    try {
      const base = await runs.baseOnly('clean', batch)
      const meter = new MetricMeter(batch.pairs, base.logits.data)
      const share = batch.pairs.length / pairs.length
      await runs.addScores(scores, base, meter.gradient(metric, base.logits.data), share)
    } finally {
      await runs.release()
    }
    yield { type: 'progress', done: b + 1, total: batches.length }
  }
  const { baseline } = baselineOf(pairs, {
    clean: batches.map((batch) => batch.cleanLogits),
    corrupt: batches.map((batch) => batch.corruptLogits),
  })
  return { estimates: scores, baseline, passes: { forward: 3, backward: 1 } }
}

const allRows = (pairs: readonly PromptPair[], experiment: Experiment) =>
  Array.from({ length: pairs.length * paddedLength(experiment) }, (_, row) => row)

function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps > 0) return
  throw new PatchbayError(
    'bad-input',
    `the number of EAP-IG steps is ${steps}: give a whole number above 0 such as 5.`,
  )
}
