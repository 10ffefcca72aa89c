import {
  PatchbayError,
  type Baselines,
  type EdgeScores,
  type Passes,
  type Ablation,
  type MetricName,
  type Direction,
} from '../../../contract'
import { edgeName } from '../../graph'
import { ablatedRuns } from '../../experiment/ablated-runs'
import { checkAblation } from '../../experiment/ablation'
import { baseSide, donorSide, type Experiment, graphOf, paddedLength } from '../../experiment/experiment'
import { joinedBaselines } from '../../experiment/joined-measurements'
import { checkEstimates } from '../../experiment/no-numbers'
import {
  gradientParts,
  promptParts,
  promptsAtOnce,
  promptsWithSenders,
  runsOf,
  senderMeans,
} from '../../experiment/prompt-parts'
import { checkBetween } from './between-runs'
import { EdgeRuns } from './edge-runs'
import { baselineOfRuns, partBaseline, unwatched } from '../../experiment/baseline'
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
  const parts = gradientParts(experiment)
  const total = parts.length * (igSteps ?? 1)
  const scores = new Float64Array(graph.edgeCount)
  const baselines: Baselines[] = []
  let done = 0
  yield { type: 'stage', stage: 'scoring edges' }
  for (const part of parts) {
    const isPlain = igSteps === undefined
    const runs = new EdgeRuns(part, graph, isPlain ? 'saved' : 'others')
    try {
      const { donor, base } = await runs.both({ donor: donorSide(direction), base: baseSide(direction) })
      const sides =
        direction === 'noising' ? { clean: base, corrupt: donor } : { clean: donor, corrupt: base }
      const { meter, baseline } = partBaseline(part, sides)
      baselines.push(baseline)
      for (let step = 0; step < (igSteps ?? 1); step++) {
        const at = isPlain ? base : await runs.between(sides.corrupt, sides.clean, step / igSteps, donor)
        const share = part.pairs.length / pairs.length / (igSteps ?? 1)
        await runs.addScores(scores, at, meter.gradient(metric, at.logits.data), share)
        yield { type: 'progress', done: ++done, total }
      }
    } finally {
      await runs.release()
    }
  }
  const steps = igSteps ?? 0
  const passes = { forward: 2 + steps, backward: Math.max(1, steps) }
  return { estimates: scores, baseline: joinedBaselines(baselines), passes }
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
 * The clean and the corrupt run say what every sender changes by; means over all prompts come before the first part is
 * scored. Unlike another prompt's values, 0 and means differ from the clean ones at every row.
 */
async function* ablatedEap(
  experiment: Experiment,
  { metric, ablation = 'resample' }: EapOptions,
): Method<'eap', Estimates> {
  const { config, pairs } = experiment
  const graph = graphOf(config)
  const scores = new Float64Array(graph.edgeCount)
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const parts = promptParts(experiment, Math.min(promptsAtOnce(experiment), promptsWithSenders(experiment)))
  const means = await senderMeans(parts, ablation)
  const baselines: Baselines[] = []
  yield { type: 'stage', stage: 'scoring edges' }
  for (const part of parts) {
    const captured = await runsOf(part)
    const { meter, baseline } = baselineOfRuns(part, captured)
    baselines.push(baseline)
    const [batch] = ablatedRuns(config, captured, ablation, means).batches
    const runs = new EdgeRuns(part, graph, 'saved', allRows(part))
    try {
      const base = await runs.baseOnly('clean', batch)
      const share = part.pairs.length / pairs.length
      await runs.addScores(scores, base, meter.gradient(metric, base.logits.data), share)
    } finally {
      await runs.release()
    }
    yield { type: 'progress', done: baselines.length, total: parts.length }
  }
  return { estimates: scores, baseline: joinedBaselines(baselines), passes: { forward: 3, backward: 1 } }
}

const allRows = (part: Experiment) =>
  Array.from({ length: part.pairs.length * paddedLength(part) }, (_, row) => row)

function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps > 0) return
  throw new PatchbayError(
    'bad-input',
    `the number of EAP-IG steps is ${steps}: give a whole number above 0 such as 5.`,
  )
}
