import { describe, expect, it } from 'vitest'
import type { Ablation, MetricName } from '../../../contract'
import { tinyTask } from '../../../testing/reference-tasks'
import type { PromptPair } from '../../datasets'
import { edgeName, edgesInTestOrder } from '../../graph'
import { metricSense } from '../../metrics'
import { openModel, type TransformerConfig } from '../../model'
import { weightFeeds } from '../../transformer'
import { edgePatching } from '../edges/edge-patching'
import {
  type CircuitEvaluator,
  evaluatorSetup,
  type EvaluatorSetup,
  IncrementalEvaluator,
  MaskedEvaluator,
} from '../../evaluators'
import { graphOf, type Experiment } from '../../experiment/experiment'
import { runPairs } from '../../experiment/paired-runs'
import { acdc } from './acdc'
import { resultOf } from '../../experiment/progress'
import type { Decision } from '../event'
import { acdcOnPairs } from '../../../testing/acdc-on-pairs'
import { heldWeights, type HeldWeights } from '../../../testing/held-weights'

interface Changes {
  config?: Partial<TransformerConfig>
  layer?: (weights: HeldWeights['layers'][number], layer: number) => HeldWeights['layers'][number]
  pairs?: (pairs: PromptPair[]) => PromptPair[]
}

async function experimentOf(name: string, { config, layer, pairs }: Changes): Promise<Experiment> {
  const task = tinyTask(name)
  const model = await openModel(task.modelPath)
  const weights = heldWeights(await model.loadWeights())
  const layers = layer ? weights.layers.map(layer) : weights.layers
  const some = task.pairs.slice(0, 3)
  return {
    config: { ...model.config, ...config },
    weights: weightFeeds({ ...weights, layers }),
    pairs: pairs ? pairs(some) : some,
    threads: 1,
  }
}

/** Every decision of an ACDC run with threshold 0, by edge name. */
async function decide(
  setup: EvaluatorSetup,
  create: (setup: EvaluatorSetup) => Promise<CircuitEvaluator>,
): Promise<Map<string, Decision>> {
  const evaluator = await create(setup)
  const decisions = new Map<string, Decision>()
  const steps = acdc({
    graph: setup.graph,
    order: edgesInTestOrder(setup.graph, 'reference'),
    evaluator,
    metricInitial: await evaluator.currentMetric(),
    sense: metricSense(setup.metric),
    threshold: 0,
    absolute: false,
  })
  for await (const step of steps)
    if (step.type === 'decision') decisions.set(edgeName(setup.graph, step.edge), step)
  await evaluator.release()
  return decisions
}

/** The same of both evaluators, which must have decided alike. */
async function decideTwice(experiment: Experiment, metric: MetricName, ablation?: Ablation) {
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  const setup = evaluatorSetup(experiment, runs, metric, ablation)
  const incremental = await decide(setup, IncrementalEvaluator.create)
  const masked = await decide(setup, MaskedEvaluator.create)
  return { incremental, masked }
}

/** One head's part of a weight [head, ..] set to 0. */
function withoutHead<Name extends 'q' | 'k' | 'v' | 'o'>(
  weights: HeldWeights['layers'][number],
  name: Name,
  head: number,
) {
  const { weight, bias } = weights[name]
  const data = weight.data.slice()
  const size = data.length / weight.dims[0]
  data.fill(0, head * size, (head + 1) * size)
  return { ...weights, [name]: { weight: { dims: weight.dims, data }, bias } }
}

const ofHead = (node: string) => (name: string) => name.startsWith(`${node}->`) || name.includes(`->${node}<`)
const DEAD: Record<string, { changes: Changes; isNothing: (name: string) => boolean }> = {
  'a head that writes 0': {
    changes: { layer: (weights, layer) => (layer === 0 ? withoutHead(weights, 'o', 1) : weights) },
    isNothing: ofHead('a0.h1'),
  },
  'a head of the last layer that writes 0': {
    changes: { layer: (weights, layer) => (layer === 1 ? withoutHead(weights, 'o', 2) : weights) },
    isNothing: ofHead('a1.h2'),
  },
  'a head without queries': {
    changes: { layer: (weights, layer) => (layer === 1 ? withoutHead(weights, 'q', 0) : weights) },
    isNothing: (name) => name.endsWith('->a1.h0<q>'),
  },
  'an embedding that is equal in both prompts': {
    changes: { pairs: (pairs) => pairs.map((pair) => ({ ...pair, corrupt: pair.clean })) },
    isNothing: () => true,
  },
}

describe.each(['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l'])('%s, threshold 0', (name) => {
  describe.each(Object.keys(DEAD))('%s', (what) => {
    const { changes, isNothing } = DEAD[what]
    it.each(['logit_diff', 'kl'] as const)(
      '%s: cutting it changes exactly 0, so it is kept',
      async (metric) => {
        const experiment = await experimentOf(name, changes)
        const { incremental, masked } = await decideTwice(experiment, metric)
        let seen = 0
        for (const decisions of [incremental, masked]) {
          for (const [edge, { delta, kept }] of decisions) {
            if (!isNothing(edge) || delta === null) continue
            expect([edge, delta, kept]).toEqual([edge, 0, true])
            seen++
          }
        }
        expect(seen).toBeGreaterThan(0)
        // Other edges may change so little that rounding decides; those are flagged borderline.
        for (const [edge, one] of incremental) {
          const other = masked.get(edge)!
          const least = Math.min(Math.abs(one.delta ?? 0), Math.abs(other.delta ?? 0))
          if (one.kept !== other.kept) expect([edge, least < 1e-5]).toEqual([edge, true])
        }
      },
    )

    it('has an effect of exactly 0', async () => {
      const experiment = await experimentOf(name, changes)
      const options = { direction: 'noising', metric: 'logit_diff' } as const
      const { scores } = await resultOf(edgePatching(experiment, options))
      const none = scores.score.filter((_, edge) => isNothing(edgeName(graphOf(experiment.config), edge)))
      expect(none.length).toBeGreaterThan(0)
      for (const effect of none) expect(effect).toBe(0)
    })
  })
})

describe('an MLP whose neurons are all off', () => {
  it('reads whatever it likes', async () => {
    const experiment = await experimentOf('gpt2-tiny', {
      config: { mlp: { kind: 'plain', activation: 'relu' } },
      layer: (weights, layer) => {
        if (layer > 0) return weights
        const { bias } = weights.mlp!.up
        const off = { dims: bias!.dims, data: bias!.data.map(() => -1e4) }
        return { ...weights, mlp: { ...weights.mlp!, up: { ...weights.mlp!.up, bias: off } } }
      },
    })
    for (const ablation of ['resample', 'zero'] as const) {
      const { incremental, masked } = await decideTwice(experiment, 'logit_diff', ablation)
      for (const decisions of [incremental, masked]) {
        const into = [...decisions].filter(([edge, { delta }]) => edge.endsWith('->m0') && delta !== null)
        for (const [, { delta, kept }] of into) expect([delta, kept]).toEqual([0, true])
        if (ablation === 'zero') expect(into.length).toBeGreaterThan(0)
      }
    }
  })
})

const larger = (bias: HeldWeights['layers'][number]['v']['bias']) =>
  bias && { dims: bias.dims, data: bias.data.map((value) => 30 * value) }

describe('a head whose v is the same at every position', () => {
  it.each(['zero', 'mean-over-positions'] as const)('%s: its q and k change exactly 0', async (ablation) => {
    let seen = 0
    for (const [name, threshold] of [
      ['gpt2-tiny', 0.02],
      ['neox-tiny', 0.005],
      ['gpt2-tiny', 0],
      ['llama-tiny', 0],
    ] as const) {
      const { modelPath, pairs } = tinyTask(name)
      const model = await openModel(modelPath)
      const loaded = heldWeights(await model.loadWeights())
      // Large biases of v, so that heads are worth keeping whose v reads nothing.
      const layers = loaded.layers.map((layer) => ({
        ...layer,
        v: { ...layer.v, bias: larger(layer.v.bias) },
      }))
      const weights = { ...loaded, layers }
      for (const create of [IncrementalEvaluator.create, MaskedEvaluator.create] as const) {
        const gone = new Map<string, number>()
        const graph = graphOf(model.config)
        for await (const step of acdcOnPairs({
          architecture: model.config,
          weights,
          pairs: pairs.slice(0, 3),
          threads: 1,
          config: { metric: 'nll', threshold, order: 'reference', absolute: false, ablation },
          createEvaluator: create as (setup: EvaluatorSetup) => Promise<CircuitEvaluator>,
        })) {
          if (step.type !== 'decision') continue
          const [, receiver] = edgeName(graph, step.edge).split('->')
          if (!step.kept) gone.set(receiver, (gone.get(receiver) ?? 0) + 1)
          const v = receiver.replace(/<[qk]>/, '<v>')
          const { senderCount } = graph.receivers.find((one) => one.name === v)!
          if (v === receiver || step.delta === null || gone.get(v) !== senderCount) continue
          expect([edgeName(graph, step.edge), step.delta]).toEqual([edgeName(graph, step.edge), 0])
          seen++
        }
      }
    }
    expect(seen).toBeGreaterThan(0)
  })
})
