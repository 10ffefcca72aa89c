import { SITE_KINDS, type CheckItem, type CheckName, type MetricName } from '../../../contract'
import { Circuit } from '../../graph'
import { floatTensor, Session } from '../../onnx'
import { replacedGraph, hasSite } from '../../transformer'
import { attributeSites } from '../attribution'
import { addBias, afterPostNorm } from '../../experiment/attention-output'
import { type Experiment, paddedLength, pairFeeds } from '../../experiment/experiment'
import { evaluatorSetup, MaskedEvaluator } from '../../evaluators'
import { runPairs } from '../../experiment/paired-runs'
import { captureSites } from '../../experiment/site-capture'
import { SLOPE_STEPS, slopeOf, type Slope } from '../../gradients/slope'
import { baselineOfRuns } from '../../experiment/baseline'
import { type Method, resultOf } from '../../experiment/progress'

/** Float32 rounding on numbers of size 1; larger numbers may differ by as much more. */
const ROUNDING = 1e-5
/** Finite differences of float32 numbers are good to about three digits. */
const SLOPE_ROUNDING = 5e-3

/**
 * What must hold for any model and prompts, measured on the loaded ones: a patch with the run's own values
 * changes nothing; the circuit without edges is the corrupt run; the senders' outputs add up to the residual
 * stream; gradients agree with finite differences; given logits, the model's are equal to them.
 * `reference` [prompt][vocab] are logits of the clean prompts from elsewhere.
 */
export async function* selfCheck(
  experiment: Experiment,
  reference?: readonly (readonly number[])[],
): Method<'check', CheckItem[]> {
  const results: CheckItem[] = []
  const steps = [noOpPatch, allCorruptCircuit, sumOfSenders, gradient]
  yield { type: 'stage', stage: 'checking' }
  for (const [i, step] of steps.entries()) {
    results.push(await step(experiment))
    yield { type: 'progress', done: i + 1, total: steps.length }
  }
  if (reference) results.push(await referenceLogits(experiment, reference))
  return results
}

function itemOf(name: CheckName, detail: string, difference: number, tolerance: number): CheckItem {
  return { name, passed: difference <= tolerance, difference, tolerance, detail }
}

async function noOpPatch(experiment: Experiment): Promise<CheckItem> {
  const { config, weights, threads } = experiment
  const length = paddedLength(experiment)
  const sites = SITE_KINDS.filter((site) => hasSite(config, site))
  const pairs = experiment.pairs.slice(0, 4)
  const [batch] = await captureSites(experiment, [pairs], sites)
  const { answerRows } = pairFeeds(pairs, 'clean', length)
  let worst = 0
  for (const site of sites) {
    const layer = config.layerCount - 1
    const donor = batch.clean.value(site, layer)
    const mask = floatTensor(
      Float32Array.of(1),
      donor.dims.map(() => 1),
    )
    const session = await Session.create(replacedGraph(config, weights, length, { site, layer }), { threads })
    const stream = batch.clean.value('resid', layer)
    const { logits } = await session.run({ ...weights, answerRows, stream, donor, mask })
    await session.release()
    worst = Math.max(worst, largestDifference(logits.data, batch.clean.logits.data))
  }
  const what =
    'logits of the clean run, each kind of activation replaced by its own value, against those of the clean run'
  return itemOf('no-op-patch', what, worst, ROUNDING * sizeOf(batch.clean.logits.data))
}

async function allCorruptCircuit(experiment: Experiment): Promise<CheckItem> {
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  const setup = evaluatorSetup(experiment, runs, 'kl')
  const evaluator = await MaskedEvaluator.create(setup)
  const [logits] = await evaluator.logits([Circuit.empty(setup.graph.edgeCount)])
  await evaluator.release()
  let [worst, at] = [0, 0]
  for (const { corruptLogits } of runs.batches) {
    worst = Math.max(worst, largestDifference(logits.subarray(at, at + corruptLogits.length), corruptLogits))
    at += corruptLogits.length
  }
  const what = 'logits of the circuit without edges against those of the corrupt run'
  return itemOf('all-corrupt-circuit', what, worst, ROUNDING * sizeOf(logits))
}

async function sumOfSenders(experiment: Experiment): Promise<CheckItem> {
  const { config } = experiment
  const [batch] = await captureSites(experiment, [experiment.pairs.slice(0, 4)], ['resid', 'heads', 'mlp'])
  let worst = 0
  const sum = Float64Array.from(batch.clean.value('resid', 0).data)
  for (let layer = 0; layer + 1 < config.layerCount; layer++) {
    const add = (values: Float32Array | Float64Array) => values.forEach((value, i) => (sum[i] += value))
    add(attentionOutput(experiment, layer, batch.clean.value('heads', layer).data))
    if (config.mlp.kind !== 'none') add(batch.clean.value('mlp', layer).data)
    worst = Math.max(worst, largestDifference(batch.clean.value('resid', layer + 1).data, sum))
  }
  const what =
    "sums of the senders' outputs and the attention biases against the residual stream before each layer"
  return itemOf('sum-of-senders', what, worst, ROUNDING * sizeOf(sum))
}

/**
 * What a layer's attention adds to the stream, [batch, pos, dModel]: the sum of its heads [head, batch, pos, dModel] and
 * b_O, after the norm where there is one.
 */
function attentionOutput(
  { config, weights }: Experiment,
  layer: number,
  heads: ArrayLike<number>,
): Float64Array {
  const sum = new Float64Array(heads.length / config.heads)
  for (let i = 0; i < heads.length; i++) sum[i % sum.length] += heads[i]
  addBias(sum, config, weights, layer)
  return afterPostNorm(sum, config, weights, layer)
}

/** The slope of logit_diff (log_prob without wrong answers) as a stream moves towards the corrupt run. */
async function gradient(experiment: Experiment): Promise<CheckItem> {
  const { effects } = await resultOf(
    attributeSites(gradientPairs(experiment), {
      metric: gradientMetric(experiment),
      direction: 'noising',
      kinds: ['resid'],
    }),
  )
  return checkGradient(
    experiment,
    effects.map(({ whole }) => whole[0]),
  )
}

const gradientPairs = (experiment: Experiment) => ({ ...experiment, pairs: experiment.pairs.slice(0, 4) })
const gradientMetric = (experiment: Experiment): MetricName =>
  gradientPairs(experiment).pairs.every(({ wrongAnswers }) => wrongAnswers.length > 0)
    ? 'logit_diff'
    : 'log_prob'

/**
 * Slopes along the change of the stream before a layer from clean to corrupt, [layer], against finite differences, before
 * the first layer and before the middle one. Where finite differences are not good to SLOPE_ROUNDING, as near the kinks of
 * ReLU and beside saturated attention, as much more is allowed as they themselves leave open (see slopeOf).
 */
export async function checkGradient(experiment: Experiment, found: readonly number[]): Promise<CheckItem> {
  const metric = gradientMetric(experiment)
  const layers = [...new Set([0, Math.floor(experiment.config.layerCount / 2)])]
  let worst: CheckItem | null = null
  for (const layer of layers) {
    const { slope, uncertainty, kink } = await measuredSlope(gradientPairs(experiment), metric, layer)
    const usual = SLOPE_ROUNDING * Math.max(1, Math.abs(slope))
    const allowed = Math.max(usual, uncertainty) + kink
    const open = allowed > usual ? `, which leave ${allowed.toPrecision(2)} open here` : ''
    const what = `d ${metric} along the change of the stream before layer ${layer} from clean to corrupt (${found[layer].toPrecision(6)}) against finite differences (${slope.toPrecision(6)}${open})`
    const result = itemOf('gradient', what, Math.abs(found[layer] - slope), allowed)
    if (!worst || result.difference / result.tolerance > worst.difference / worst.tolerance) worst = result
  }
  return worst!
}

async function measuredSlope(experiment: Experiment, metric: MetricName, layer: number): Promise<Slope> {
  const { config, weights, pairs, threads } = experiment
  const length = paddedLength(experiment)
  const runs = await runPairs(config, weights, pairs, threads)
  const { meter } = baselineOfRuns(experiment, runs)
  const [{ clean, corrupt }] = await captureSites(experiment, [pairs], ['resid'])
  const [stream, donor] = [clean.value('resid', layer), corrupt.value('resid', layer)]
  const { answerRows } = pairFeeds(pairs, 'clean', length)
  const graph = replacedGraph(config, weights, length, { site: 'resid', layer })
  const session = await Session.create(graph, { threads })
  try {
    const at = async (step: number) => {
      const mask = floatTensor(Float32Array.of(step), [1, 1, 1, 1])
      const { logits } = await session.run({ ...weights, answerRows, stream, donor, mask })
      return meter.mean(metric, logits.data)
    }
    const ahead: number[] = []
    const back: number[] = []
    for (const step of SLOPE_STEPS) {
      ahead.push(await at(step))
      back.push(await at(-step))
    }
    return slopeOf(await at(0), ahead, back)
  } finally {
    await session.release()
  }
}

async function referenceLogits(
  experiment: Experiment,
  reference: readonly (readonly number[])[],
): Promise<CheckItem> {
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  const logits = runs.batches.flatMap((batch) => [...batch.cleanLogits])
  const expected = reference.flat()
  const what = 'logits of the clean run against the given ones'
  const difference = logits.length === expected.length ? largestDifference(logits, expected) : Infinity
  return itemOf('reference-logits', what, difference, ROUNDING * sizeOf(expected))
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs(a[i] - b[i])
    // A difference that is not a number is as large as one can be.
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
  }
  return worst
}

/** The largest magnitude, at least 1. */
function sizeOf(values: ArrayLike<number>): number {
  let size = 1
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]))
  return size
}
