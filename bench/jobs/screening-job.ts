import { MetricMeter } from '../../engine/metrics'
import { Session, floatTensor } from '../../engine/onnx'
import { attributionPatching, eap, resultOf, type Experiment } from '../../engine/patching'
import { forwardGraph, siteGradientGraphs, tokenFeeds } from '../../engine/transformer'
import { medianOf, peakBytes, type Timing } from '../process-stats'
import { experimentOf, loadWorkload, type WorkloadSize } from '../workload'

export interface ScreeningJob extends WorkloadSize {
  method: 'eap' | 'eap-ig' | 'attribution'
}

export interface ScreeningResult {
  /** The method as it is called, sessions included. */
  method: Timing
  /** Two forward passes and one backward pass, sessions not included. */
  floor: Timing
  peakBytes: number | null
}

const IG_STEPS = 5
const TIMES = 3

export async function screeningJob({ method, ...size }: ScreeningJob): Promise<ScreeningResult> {
  const experiment = experimentOf(await loadWorkload(size))
  const options = { metric: 'logit_diff', direction: 'noising' } as const
  const calls = {
    eap: () => resultOf(eap(experiment, options)),
    'eap-ig': () => resultOf(eap(experiment, { ...options, igSteps: IG_STEPS })),
    attribution: () =>
      resultOf(attributionPatching(experiment, { ...options, sites: ['resid', 'heads', 'attn', 'mlp'] })),
  }
  const timing = await medianOf(TIMES, calls[method])
  const peak = peakBytes()
  return { method: timing, floor: await floorOf(experiment), peakBytes: peak }
}

/** Graphs that give logits and nothing else, and the gradients at the residual stream. */
async function floorOf({ config, weights, pairs, threads }: Experiment): Promise<Timing> {
  const length = pairs[0].clean.length
  const feedsOf = (side: 'clean' | 'corrupt') => ({
    ...weights,
    ...tokenFeeds(
      pairs.map((pair) => ({ tokens: pair[side], answerPosition: pair.answerPosition })),
      length,
    ),
  })
  const options = { length, batch: pairs.length, start: 'tokens' } as const
  const graphs = siteGradientGraphs(config, weights, options, ['resid'])
  const forward = await Session.create(graphs.forward, { threads })
  const backward = await Session.create(graphs.backward, { threads })
  const plain = await Session.create(forwardGraph(config, weights, length), { threads })
  const timing = await medianOf(TIMES, async () => {
    await plain.run(feedsOf('corrupt'))
    const kept = await forward.run(feedsOf('clean'))
    const meter = new MetricMeter(pairs, kept.logits.data)
    const seed = floatTensor(meter.gradient('logit_diff', kept.logits.data), kept.logits.dims)
    await backward.run({ ...feedsOf('clean'), ...kept, seed })
  })
  for (const session of [forward, backward, plain]) await session.release()
  return timing
}
