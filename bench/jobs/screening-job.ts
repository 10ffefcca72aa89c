import { MetricMeter } from '../../engine/metrics'
import { siteGradientGraphs } from '../../engine/transformer'
import { mediansOf, peakBytes, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'
import { resultOf } from '../../engine/experiment/progress'
import { attributeSites } from '../../engine/methods/attribution/attribution-patching'
import { eap } from '../../engine/methods/eap/eap'
import { LayerRuns } from '../../engine/gradients/layer-runs'
import type { Experiment } from '../../engine/experiment/experiment'

export interface ScreeningJob extends WorkloadSize {
  method: 'eap' | 'eap-ig' | 'attribution' | 'attribution-all'
}

export interface ScreeningResult {
  /** The method as it is called, sessions included. */
  method: Timing
  /** Two forward passes and one backward pass with warm sessions. */
  floor: Timing
  /** Of the first call, and of loading the model. */
  peakBytes: number | null
}

const IG_STEPS = 5
const TIMES = 9

export async function screeningJob({ method, ...size }: ScreeningJob): Promise<ScreeningResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const options = { metric: 'logit_diff', direction: 'noising' } as const
  const calls = {
    eap: () => resultOf(eap(experiment, options)),
    'eap-ig': () => resultOf(eap(experiment, { ...options, igSteps: IG_STEPS })),
    attribution: () =>
      resultOf(attributeSites(experiment, { ...options, kinds: ['resid', 'heads', 'attn', 'mlp'] })),
    'attribution-all': () => resultOf(attributeSites(experiment, options)),
  }
  await calls[method]()
  const peak = peakBytes()
  const { passes, release } = await floorOf(experiment)
  // In turns, so that what else the machine does falls on both.
  const [timing, floor] = await mediansOf(TIMES, [calls[method], passes])
  await release()
  return { method: timing, floor, peakBytes: peak }
}

/** Passes that give logits and nothing else, and the gradient at the residual stream. */
async function floorOf(experiment: Experiment) {
  const { pairs } = experiment
  const runs = new LayerRuns(experiment, { pairs, keepMemory: true }, (layer, own, options) =>
    siteGradientGraphs(layer, own, options, []),
  )
  const passes = async () => {
    await runs.fromTokens('corrupt', {})
    const clean = await runs.fromTokens('clean', { saved: true })
    const seed = new MetricMeter(pairs, clean.logits.data).gradient('logit_diff', clean.logits.data)
    await runs.backward(
      clean,
      seed,
      () => ({}),
      () => undefined,
    )
  }
  return { passes, release: () => runs.release() }
}
