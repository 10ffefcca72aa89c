import type {
  AcdcConfig,
  Baselines,
  DecisionColumns,
  EffectColumns,
  Measurement,
  StageEvent,
} from '../../../contract'
import type { PromptPair } from '../../datasets'
import { edgesByMagnitude, edgesInTestOrder } from '../../graph'
import { metricOf } from '../../metrics'
import type { TransformerConfig, TransformerWeights } from '../../model'
import { weightFeeds } from '../../transformer'
import type { CircuitEvaluator } from '../../evaluators/circuit-evaluator'
import { evaluatorSetup, type EvaluatorSetup } from '../../evaluators/evaluator-setup'
import { IncrementalEvaluator } from '../../evaluators/incremental/incremental-evaluator'
import { circuitBaseline } from '../../experiment/ablated-runs'
import { eap, type EapOptions } from '../eap/eap'
import { defaultThreads, graphOf, resultOf, type Experiment } from '../../experiment/experiment'
import { faithfulnessOf } from '../../experiment/faithfulness'
import { watchedConfig } from '../../experiment/no-numbers'
import { pairedRuns } from '../../experiment/paired-runs'
import { acdc, type AcdcStep } from './acdc'
import { EdgeEffects, type EdgeEffect } from './edge-effects'

export type AcdcEvent =
  | StageEvent
  /** `testOrder`: where it was computed for this run; an interrupted run goes on with it. */
  | ({ type: 'baseline'; metricInitial: number; testOrder?: Int32Array } & Baselines)
  | AcdcStep
  | EdgeEffect
  | { type: 'done'; circuit: Measurement; faithfulness: number | null; metricFinal: number }

export interface AcdcOnPairsOptions {
  config: Pick<AcdcConfig, 'metric' | 'threshold' | 'order' | 'orderMetric' | 'absolute' | 'ablation'>
  architecture: TransformerConfig
  weights: TransformerWeights
  pairs: readonly PromptPair[]
  /** All decisions so far, of an earlier part of the same run. */
  journal?: DecisionColumns
  /** All effects so far. */
  effects?: EffectColumns
  /** Edges in the order of their tests, as an earlier part of the same run computed it. */
  testOrder?: Int32Array
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
  createEvaluator?: (setup: EvaluatorSetup) => Promise<CircuitEvaluator>
}

/** One ACDC run from loaded weights and encoded prompts on; see runAcdc. */
export async function* acdcOnPairs(options: AcdcOnPairsOptions): AsyncGenerator<AcdcEvent> {
  const { config, pairs, journal, maxBatch } = options
  const threads = options.threads ?? defaultThreads()
  const weights = weightFeeds(options.weights)
  const architecture = watchedConfig(options.architecture, weights)
  const experiment = { config: architecture, weights, pairs, threads }

  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const capturing = pairedRuns(architecture, weights, pairs, threads)
  let captured = await capturing.next()
  for (; !captured.done; captured = await capturing.next()) yield { type: 'preparing', ...captured.value }
  const { baseline: measured, ...setup } = evaluatorSetup(
    experiment,
    captured.value,
    config.metric,
    config.ablation,
  )
  const { graph, meter } = setup
  const baseline = await circuitBaseline(experiment, setup.runs, meter, measured)

  const createEvaluator = options.createEvaluator ?? IncrementalEvaluator.create
  const evaluator = await createEvaluator({ ...setup, maxBatch })
  try {
    const metricInitial = await evaluator.currentMetric()
    const order = await testOrderOf(experiment, options)
    const testOrder = config.order === 'eap' ? { testOrder: order } : {}
    yield { type: 'baseline', ...baseline, metricInitial, ...testOrder }

    yield { type: 'stage', stage: 'testing edges' }
    const effects = new EdgeEffects(graph, evaluator, metricInitial, journal, options.effects)
    const { sense } = metricOf(config.metric)
    const { ablation } = config
    const cutsAreEverywhereAlike = ablation === 'zero' || ablation === 'mean-over-positions'
    const measuring = { evaluator, metricInitial, sense, cutsAreEverywhereAlike }
    for await (const step of acdc({ ...config, graph, order, journal, ...measuring })) {
      if (step.type !== 'preparing') yield* effects.before(step.edge)
      yield step
      if (step.type === 'decision' && step.kept) effects.add(step.edge)
    }
    yield* effects.rest()

    yield { type: 'stage', stage: 'measuring the circuit' }
    const circuit = meter.measure(await evaluator.currentLogits())
    const faithfulness = faithfulnessOf(circuit, baseline, 'logit_diff').mean
    yield { type: 'done', circuit, faithfulness, metricFinal: circuit.mean[config.metric] }
  } finally {
    await evaluator.release()
  }
}

/** Every edge in the order of the tests. @throws PatchbayError (bad-input) as eap does, for order `eap`. */
async function testOrderOf(
  experiment: Experiment,
  { config, testOrder }: AcdcOnPairsOptions,
): Promise<Int32Array> {
  const graph = graphOf(experiment.config)
  if (config.order !== 'eap') return edgesInTestOrder(graph, config.order)
  if (testOrder) return testOrder
  const { scores } = await resultOf(eap(experiment, eapOfOrder(config)))
  return edgesByMagnitude(graph, scores)
}

/** What order `eap` is made from. */
export function eapOfOrder({
  metric,
  orderMetric = metric,
  ablation,
}: AcdcOnPairsOptions['config']): EapOptions {
  return { metric: orderMetric, direction: 'noising', ablation }
}
