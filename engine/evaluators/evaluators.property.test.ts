import { describe, expect, it } from 'vitest'
import { ABLATIONS, type MetricName } from '../../contract'
import { decideTwice, largestDifference } from '../../testing/decide-twice'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES, type Topology } from '../../testing/random-models'
import { exchanged, runPairs } from '../experiment/paired-runs'
import { evaluatorSetup, IncrementalEvaluator, MaskedEvaluator } from '.'
import type { CircuitEvaluator } from './circuit-evaluator'
import type { EvaluatorSetup } from './evaluator-setup'

const SEEDS = seedsFrom(1, 16)

interface Drawn {
  setup: EvaluatorSetup
  threshold: number
  /** Nested cuts at once. */
  batch: number
}

async function drawCase(seed: number, topology: Topology): Promise<Drawn> {
  const draw = new Draw(seed)
  const experiment = drawExperiment(draw, topology)
  const { config, weights, pairs, threads } = experiment
  const metric: MetricName = draw.of(['kl', 'logit_diff'])
  const ablation = draw.of(['resample', ...ABLATIONS] as const)
  const threshold = draw.of([0.003, 0.01, 0.03, 0.1])
  const limits = { maxCaptureBytes: draw.of([undefined, 4000]) }
  const runs = await runPairs(config, weights, pairs, threads, limits)
  const isDenoising = ablation === 'resample' && draw.of([true, false])
  const setup = evaluatorSetup(experiment, isDenoising ? exchanged(runs) : runs, metric, ablation)
  return { setup, threshold, batch: 1 + draw.below(16) }
}

describe.each(TOPOLOGIES)('on random models (%s) the incremental evaluator', (topology) => {
  let kept = 0
  let cut = 0
  for (const seed of SEEDS) {
    it(`decides as the masked one does (seed ${seed})`, async () => {
      const { setup, threshold, batch } = await drawCase(seed, topology)
      const { incremental, masked } = await decideTwice(setup, { threshold, batch })
      expect(incremental.kept).toEqual(masked.kept)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
      kept += masked.kept.length
      cut += masked.cutByTest
    })

    it(`patches single edges as the masked one does (seed ${seed})`, async () => {
      const { setup } = await drawCase(seed, topology)
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
