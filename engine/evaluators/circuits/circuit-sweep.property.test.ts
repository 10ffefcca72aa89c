import { describe, expect, it } from 'vitest'
import { ABLATIONS } from '../../../contract'
import { drawCircuits } from '../../../testing/random-circuits'
import { drawExperiment } from '../../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../../testing/random-models'
import { sweptLogits } from '../../../testing/swept-logits'
import { exchanged, runPairs } from '../../experiment/paired-runs'
import type { Circuit } from '../../graph'
import { evaluatorSetup, MaskedEvaluator, type EvaluatorSetup } from '..'

const SEEDS = seedsFrom(4001, 12)
/** Of the largest logit. */
const TOLERANCE = 1e-5

describe.each(TOPOLOGIES)('on random models (%s) circuits that are measured side by side', (topology) => {
  it.each(SEEDS)('give the logits of whole masked passes (seed %i)', async (seed) => {
    const draw = new Draw(seed)
    const experiment = drawExperiment(draw, topology)
    const { config, weights, pairs, threads } = experiment
    const ablation = draw.of(['resample', ...ABLATIONS] as const)
    const limits = { maxCaptureBytes: draw.of([undefined, 4000]) }
    const runs = await runPairs(config, weights, pairs, threads, limits)
    const isDenoising = ablation === 'resample' && draw.of([true, false])
    const setup = evaluatorSetup(experiment, isDenoising ? exchanged(runs) : runs, 'logit_diff', ablation)
    const circuits = drawCircuits(draw, setup.graph)
    const [found, expected] = [await sweptLogits(setup, circuits), await maskedLogits(setup, circuits)]
    const largest = Math.max(1, ...expected.flatMap((logits) => Array.from(logits, Math.abs)))
    circuits.forEach((circuit, c) => {
      const worst = Math.max(...found[c].map((logit, i) => Math.abs(logit - expected[c][i])))
      expect(worst, `${circuit.size} edges`).toBeLessThan(TOLERANCE * largest)
    })
  })
})

async function maskedLogits(setup: EvaluatorSetup, circuits: readonly Circuit[]): Promise<Float32Array[]> {
  const evaluator = await MaskedEvaluator.create(setup)
  const logits = await evaluator.logits(circuits)
  await evaluator.release()
  return logits
}
