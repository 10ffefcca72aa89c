import { describe, expect, it } from 'vitest'
import { storedWeights } from '../../testing/streamed-weights'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { MaskedEvaluator, IncrementalEvaluator, evaluatorSetup } from '../evaluators'
import { activationPatching } from '../methods/activation'
import { attributionPatching } from '../methods/attribution'
import { eap } from '../methods/eap'
import { chainPatching } from '../methods/path'
import { stagesOf } from '../onnx'
import { forwardGraph, holdWithin, weightFeeds } from '../transformer'
import { graphOf, type Experiment } from './experiment'
import { runPairs } from './paired-runs'
import { resultOf } from './progress'

/** Rows of an unembedding of these tiny models that are lent at once. */
const BLOCK_BYTES = 200

/** The experiment with its weights held, and with all of them read whenever they are used. */
function drawTwice(seed: number, topology: (typeof TOPOLOGIES)[number]): Experiment[] {
  const held = drawExperiment(new Draw(seed), topology)
  const stored = storedWeights(held.plain.weights)
  holdWithin(stored, { bytes: 0 })
  return [held, { ...held, weights: weightFeeds(stored, BLOCK_BYTES) }]
}

describe.each(TOPOLOGIES)(
  'on random models (%s) weights that are read whenever they are used',
  (topology) => {
    for (const seed of seedsFrom(1, 2)) {
      const [held, streamed] = drawTwice(seed, topology)
      const { config, pairs } = held

      it(`are lent layer by layer, and the unembedding in blocks (seed ${seed})`, () => {
        const graph = forwardGraph(config, streamed.weights, 4)
        const blocks = Object.keys(streamed.weights).filter((name) => name.startsWith('unembedBlock'))
        expect(blocks.length).toBeGreaterThan(1)
        expect(stagesOf(graph)).toHaveLength(config.layerCount + blocks.length)
        expect(stagesOf(forwardGraph(config, held.weights, 4))).toEqual([
          forwardGraph(config, held.weights, 4),
        ])
      })

      it(`give the same runs and gradients (seed ${seed})`, async () => {
        const [runs, others] = await Promise.all(
          [held, streamed].map(({ weights }) => runPairs(config, weights, pairs, 1)),
        )
        for (const [b, batch] of runs.batches.entries()) {
          expectClose(others.batches[b].cleanLogits, batch.cleanLogits)
          expectClose(others.batches[b].cleanSenders, batch.cleanSenders)
        }
        const options = { metric: 'logit_diff', direction: 'noising' } as const
        await expectSame((one) => resultOf(eap(one, options)))
        await expectSame((one) => resultOf(attributionPatching(one, { ...options, families: ['heads'] })))
      })

      it(`give the same patched runs (seed ${seed})`, async () => {
        const options = { metric: 'logit_diff', direction: 'noising' } as const
        await expectSame((one) => resultOf(activationPatching(one, { ...options, families: ['heads'] })))
        await expectSame((one) => resultOf(chainPatching(one, { ...options, path: 'a0.h0->logits' })))
        for (const { create } of [MaskedEvaluator, IncrementalEvaluator])
          await expectSame((one) => singleEdges(one, create))
      })

      async function expectSame(measure: (experiment: Experiment) => Promise<unknown>): Promise<void> {
        expectClose(numbersOf(await measure(streamed)), numbersOf(await measure(held)))
      }
    }
  },
)

/** All numbers of a result. */
function numbersOf(result: unknown): number[] {
  if (typeof result === 'number') return [result]
  if (typeof result !== 'object' || result === null) return []
  return (ArrayBuffer.isView(result) ? Array.from(result as Float32Array) : Object.values(result)).flatMap(
    numbersOf,
  )
}

async function singleEdges(
  experiment: Experiment,
  create: (typeof MaskedEvaluator | typeof IncrementalEvaluator)['create'],
): Promise<number[]> {
  const { config, weights, pairs } = experiment
  const runs = await runPairs(config, weights, pairs, 1)
  const evaluator = await create(evaluatorSetup(experiment, runs, 'kl', 'resample'))
  const metrics = await evaluator.singleEdgeMetrics([...graphOf(config).edgeSender.keys()])
  await evaluator.release()
  return metrics.map((metric) => metric ?? 0)
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  expect(found.length).toBe(expected.length)
  // Scores of what is not an edge are NaN.
  const sizes = Array.from(expected, (value) => (Number.isNaN(value) ? 0 : Math.abs(value)))
  const size = sizes.reduce((most, value) => Math.max(most, value), 1e-3)
  const differences = Array.from(expected, (value, i) =>
    Object.is(value, found[i]) ? 0 : Math.abs(found[i] - value),
  )
  expect(Math.max(0, ...differences)).toBeLessThanOrEqual(1e-6 * size)
}
