import { describe, expect, it } from 'vitest'
import type { MetricName } from '../../contract'
import { decideTwice, largestDifference } from '../../testing/decide-twice'
import { Draw, drawConfig, drawPairs, drawPostNormConfig, drawWeights } from '../../testing/random-models'
import { runPairs } from '../experiment/paired-runs'
import { evaluatorSetup, IncrementalEvaluator, MaskedEvaluator } from '.'
import type { CircuitEvaluator } from './circuit-evaluator'
import type { EvaluatorSetup } from './evaluator-setup'

/** Every choice of a case is drawn from its seed, so the seed alone identifies a failure. */
const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1)

interface Drawn {
  setup: EvaluatorSetup
  threshold: number
  /** Nested cuts at once. */
  batch: number
}

async function drawCase(seed: number, configOf = drawConfig): Promise<Drawn> {
  const draw = new Draw(seed)
  const config = configOf(draw)
  const weights = drawWeights(draw, config)
  const pairs = drawPairs(draw, config)
  const threads = draw.of([1, 2])
  const metric: MetricName = draw.of(['kl', 'logit_diff'])
  const threshold = draw.of([0.003, 0.01, 0.03, 0.1])
  const runs = await runPairs(config, weights, pairs, threads, {
    maxCaptureBytes: draw.of([undefined, 4000]),
  })
  const setup = evaluatorSetup({ config, weights, pairs, threads }, runs, metric)
  return { setup, threshold, batch: 1 + draw.below(16) }
}

describe('on random models, prompts, thresholds, batches and threads the incremental evaluator', () => {
  let kept = 0
  let cut = 0
  for (const seed of SEEDS) {
    it(`decides as the masked one does (seed ${seed})`, async () => {
      const { setup, threshold, batch } = await drawCase(seed)
      const { incremental, masked } = await decideTwice(setup, { threshold, batch })
      expect(incremental.kept).toEqual(masked.kept)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
      kept += masked.kept.length
      cut += masked.cutByTest
    })
  }

  it('has seen edges of both kinds', () => {
    expect(kept).toBeGreaterThan(SEEDS.length)
    expect(cut).toBeGreaterThan(SEEDS.length)
  })
})

describe('on random models whose attention or MLP passes a norm the incremental evaluator', () => {
  let kept = 0
  let cut = 0
  for (const seed of SEEDS.slice(0, 60)) {
    it(`decides as the masked one does (seed ${seed})`, async () => {
      const { setup, threshold, batch } = await drawCase(seed, drawPostNormConfig)
      const { incremental, masked } = await decideTwice(setup, { threshold, batch })
      expect(incremental.kept).toEqual(masked.kept)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
      kept += masked.kept.length
      cut += masked.cutByTest
    })

    it(`patches single edges as the masked one does (seed ${seed})`, async () => {
      const { setup } = await drawCase(seed, drawPostNormConfig)
      const [incremental, masked] = [
        await singlesOf(IncrementalEvaluator, setup),
        await singlesOf(MaskedEvaluator, setup),
      ]
      expect(largestDifference(incremental, masked)).toBeLessThan(1e-5)
    })
  }

  it('has seen edges of both kinds', () => {
    expect(kept).toBeGreaterThan(SEEDS.length)
    expect(cut).toBeGreaterThan(SEEDS.length)
  })
})

/** The metric with each edge alone patched; that of the clean run where it changes nothing. */
async function singlesOf(
  { create }: { create(setup: EvaluatorSetup): Promise<CircuitEvaluator> },
  setup: EvaluatorSetup,
): Promise<number[]> {
  const evaluator = await create(setup)
  const clean = await evaluator.currentMetric()
  const metrics = await evaluator.singleEdgeMetrics([...setup.graph.edgeSender.keys()])
  await evaluator.release()
  return metrics.map((metric) => metric ?? clean)
}
