import type { CheckItem, MetricName } from '../../../contract'
import { floatTensor, Session } from '../../onnx'
import { replacedGraph } from '../../transformer'
import { attributeSites } from '../attribution'
import { type Experiment, paddedLength, pairFeeds } from '../../experiment/experiment'
import { runPairs } from '../../experiment/paired-runs'
import { captureSites } from '../../experiment/site-capture'
import { SLOPE_STEPS, slopeOf, type Slope } from '../../gradients/slope'
import { baselineOfRuns } from '../../experiment/baseline'
import { resultOf } from '../../experiment/progress'
import { itemOf } from './differences'

/** Finite differences of float32 numbers are good to about three digits. */
const SLOPE_ROUNDING = 5e-3

/** The slope of logit_diff (log_prob without wrong answers) as a stream moves towards the corrupt run. */
export async function gradient(experiment: Experiment): Promise<CheckItem> {
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
export const gradientMetric = (experiment: Experiment): MetricName =>
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
  const { clean, corrupt } = await captureSites(experiment, ['resid'])
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
