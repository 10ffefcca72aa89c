import { describe, expect, it } from 'vitest'
import { tinyTask } from '../../../testing/reference-tasks'
import type { MetricName } from '../../../contract'
import { edgeIndexByName, edgesInTestOrder } from '../../graph'
import { metricSense } from '../../metrics'
import { openModel, type TransformerConfig } from '../../model'
import { weightFeeds } from '../../transformer'
import { acdc } from '../../methods/acdc/acdc'
import { joinedData, runPairs } from '../../experiment/paired-runs'
import type { CircuitEvaluator } from '../circuit-evaluator'
import { evaluatorSetup, type EvaluatorSetup } from '../evaluator-setup'
import { IncrementalEvaluator } from './incremental-evaluator'
import { MaskedEvaluator } from '../masked/masked-evaluator'
import type { Decision } from '../../methods/event'

interface Case {
  model: string
  metric: MetricName
  threshold: number
  order?: 'reference' | 'heads-ascending'
  config?: Partial<TransformerConfig>
  /** The first prompt keeps this many tokens, the next one more, and so on. */
  shortest?: number
  maxCaptureBytes?: number
}

async function setupOf({
  model,
  metric,
  config: changes,
  shortest,
  maxCaptureBytes,
}: Case): Promise<EvaluatorSetup> {
  const task = tinyTask(model)
  const opened = await openModel(task.modelPath)
  const config = { ...opened.config, ...changes }
  const weights = weightFeeds(await opened.loadWeights())
  const pairs = task.pairs.map((pair, i) => {
    const length = shortest ? Math.min(pair.clean.length, shortest + i) : pair.clean.length
    const [clean, corrupt] = [pair.clean.slice(0, length), pair.corrupt.slice(0, length)]
    return { ...pair, clean, corrupt, answerPosition: length - 1 }
  })
  const runs = await runPairs(config, weights, pairs, 1, { maxCaptureBytes })
  return evaluatorSetup({ config, weights, pairs, threads: 1 }, runs, metric)
}

async function decide(
  setup: EvaluatorSetup,
  evaluator: CircuitEvaluator,
  { metric, threshold, order }: Case,
) {
  const decisions: Decision[] = []
  const metricInitial = await evaluator.currentMetric()
  const steps = acdc({
    graph: setup.graph,
    order: edgesInTestOrder(setup.graph, order ?? 'reference'),
    evaluator,
    metricInitial,
    sense: metricSense(metric),
    threshold,
    absolute: false,
  })
  for await (const step of steps) if (step.type === 'decision') decisions.push(step)
  return decisions
}

function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length)
  let max = 0
  for (let i = 0; i < a.length; i++) max = Math.max(max, Math.abs(a[i] - b[i]))
  return max
}

const CASES: Record<string, Case> = {
  'learned positions, plain MLP': { model: 'gpt2-tiny', metric: 'kl', threshold: 0.01 },
  'a sparse circuit': { model: 'gpt2-tiny', metric: 'kl', threshold: 0.15 },
  'ascending heads': { model: 'gpt2-tiny', metric: 'log_prob', threshold: 0.02, order: 'heads-ascending' },
  'grouped-query attention, rotary, gated MLP': { model: 'llama-tiny', metric: 'logit_diff', threshold: 0.1 },
  'attention only': { model: 'attn-only-2l', metric: 'prob_diff', threshold: 0.02 },
  'an MLP parallel to attention': {
    model: 'gpt2-tiny',
    metric: 'nll',
    threshold: 0.02,
    config: { parallel: true },
  },
  'prompts of different length': { model: 'llama-tiny', metric: 'kl', threshold: 0.05, shortest: 3 },
  'several batches of prompts': {
    model: 'gpt2-tiny',
    metric: 'kl',
    threshold: 0.02,
    shortest: 5,
    maxCaptureBytes: 50_000,
  },
  'several batches, answer columns only': {
    model: 'gpt2-tiny',
    metric: 'logit_diff',
    threshold: 0.1,
    maxCaptureBytes: 50_000,
  },
}

describe('the incremental evaluator decides as the masked one does', () => {
  for (const [title, testCase] of Object.entries(CASES)) {
    it(`with ${title}`, async () => {
      const setup = await setupOf(testCase)
      if (testCase.maxCaptureBytes) expect(setup.runs.batches.length).toBeGreaterThan(2)
      const masked = await MaskedEvaluator.create(setup)
      const incremental = await IncrementalEvaluator.create(setup)
      const expected = await decide(setup, masked, testCase)
      const decisions = await decide(setup, incremental, testCase)
      const choices = (all: Decision[]) => all.map(({ edge, kept, reason }) => ({ edge, kept, reason }))
      expect(choices(decisions)).toEqual(choices(expected))
      expect(
        expected.some(({ kept }) => kept) && expected.some(({ kept, delta }) => !kept && delta !== null),
      ).toBe(true)
      const deltas = (all: Decision[]) => all.map(({ delta }) => delta ?? 0)
      expect(maxDifference(deltas(decisions), deltas(expected))).toBeLessThan(5e-6)
      expect(maxDifference(await incremental.currentLogits(), await masked.currentLogits())).toBeLessThan(
        1e-5,
      )
      const every = Array.from(setup.graph.edgeSender.keys())
      const singles = async (evaluator: CircuitEvaluator) => {
        const clean = joinedData(setup.runs.batches.map((batch) => batch.cleanLogits))
        const full = setup.meter.mean(setup.metric, clean)
        return (await evaluator.singleEdgeMetrics(every)).map((metric) => metric ?? full)
      }
      expect(maxDifference(await singles(incremental), await singles(masked))).toBeLessThan(1e-5)
      await masked.release()
      await incremental.release()
    })
  }

  it('measures without changing what it measures, whatever is measured in between', async () => {
    const setup = await setupOf({ model: 'gpt2-tiny', metric: 'logit_diff', threshold: 0 })
    const evaluator = await IncrementalEvaluator.create(setup)
    const order = edgesInTestOrder(setup.graph, 'reference')
    const [first, ...others] = [order.subarray(0, 5), order.subarray(0, 2), order.subarray(5, 9)]
    const metrics = await evaluator.nestedCuts([...first])
    for (const edges of others) {
      await evaluator.nestedCuts([...edges])
      await evaluator.singleEdgeMetrics([...edges])
      expect(await evaluator.nestedCuts([...first])).toEqual(metrics)
    }
    await evaluator.nestedCuts([...others[0]])
    await evaluator.commit([...first.subarray(0, 3)])
    expect(await evaluator.currentMetric()).toBe(metrics[2])
    await evaluator.release()
  })

  it('refuses an edge cut out of order, which would make its answers wrong', async () => {
    const setup = await setupOf({ model: 'attn-only-2l', metric: 'kl', threshold: 1 })
    const evaluator = await IncrementalEvaluator.create(setup)
    const names = edgeIndexByName(setup.graph)
    await evaluator.nestedCuts([names.get('input->a0.h0<q>')!])
    await expect(evaluator.commit([names.get('a0.h0->logits')!])).rejects.toThrow(
      'not a reverse topological order',
    )
    await evaluator.release()
  })
})

describe('circuits of every edge and of none', () => {
  for (const model of ['gpt2-tiny', 'llama-tiny', 'attn-only-2l']) {
    it(`are the clean and the corrupt run of ${model}`, async () => {
      const setup = await setupOf({ model, metric: 'kl', threshold: 0 })
      const evaluator = await MaskedEvaluator.create(setup)
      const [{ cleanLogits, corruptLogits }] = setup.runs.batches
      expect(maxDifference(await evaluator.currentLogits(), cleanLogits)).toBeLessThan(1e-5)
      await evaluator.commit([...setup.graph.edgeSender.keys()])
      expect(maxDifference(await evaluator.currentLogits(), corruptLogits)).toBeLessThan(1e-5)
      await evaluator.release()
    })
  }
})
