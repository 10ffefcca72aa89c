import type { AcdcConfig, AcdcResult, Baselines, DecisionColumns, EffectColumns } from '../../../contract'
import {
  evaluatorSetup,
  IncrementalEvaluator,
  type CircuitEvaluator,
  type EvaluatorSetup,
} from '../../evaluators'
import { circuitBaseline } from '../../experiment/ablated-runs'
import { graphOf, type Experiment } from '../../experiment/experiment'
import { faithfulnessOf } from '../../experiment/faithfulness'
import { pairedRuns } from '../../experiment/paired-runs'
import { edgesByMagnitude, edgesInTestOrder } from '../../graph'
import { metricOf } from '../../metrics'
import { eap, type EapOptions } from '../eap'
import type { MethodEvent } from '../event'
import { acdc } from './acdc'
import { EdgeEffects } from './edge-effects'
import { resultOf } from '../../experiment/progress'

type Choices = Pick<AcdcConfig, 'metric' | 'threshold' | 'orderMetric' | 'ablation'> &
  Partial<Pick<AcdcConfig, 'order' | 'absolute'>>

export interface AcdcOptions extends Choices {
  /** All decisions so far, of an earlier part of the same run. */
  journal?: DecisionColumns
  /** All effects so far. */
  effects?: EffectColumns
  /** Edges in the order of their tests, as an earlier part of the same run computed it. */
  testOrder?: Int32Array
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
  createEvaluator?: (setup: EvaluatorSetup) => Promise<CircuitEvaluator>
}

/**
 * ACDC on an experiment: the circuit that it keeps. Reports every decision and, once a receiver is decided, the effects
 * of its kept edges; with `journal` it goes on where an earlier part of the run stopped.
 * @throws PatchbayError (bad-input) where the model gives no numbers, and as eap for order `eap`.
 */
export async function* discoverCircuit(
  experiment: Experiment,
  options: AcdcOptions,
): AsyncGenerator<MethodEvent<'acdc'>, AcdcResult> {
  const { metric, ablation, absolute = false, order = 'reference', journal } = options
  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const { evaluator, graph, meter, baseline } = yield* createdEvaluator(experiment, options)
  try {
    const metricInitial = await evaluator.currentMetric()
    const testOrder = await testOrderOf(experiment, options)
    yield { type: 'baseline', ...baseline, metricInitial, ...(order === 'eap' && { testOrder }) }

    yield { type: 'stage', stage: 'testing edges' }
    const effects = new EdgeEffects(graph, evaluator, metricInitial, journal, options.effects)
    const kept = new Set(journal?.edge.filter((_, step) => journal.kept[step] === 1))
    const cutsAreEverywhereAlike = ablation === 'zero' || ablation === 'mean-over-positions'
    const measuring = { evaluator, metricInitial, sense: metricOf(metric).sense, cutsAreEverywhereAlike }
    const { threshold } = options
    for await (const step of acdc({ threshold, absolute, graph, order: testOrder, journal, ...measuring })) {
      if (step.type !== 'preparing') yield* effects.before(step.edge)
      if (step.type === 'testing') await evaluator.dropDecided?.(step.edge)
      yield step
      if (step.type !== 'decision' || !step.kept) continue
      effects.add(step.edge)
      kept.add(step.edge)
    }
    yield* effects.rest()

    yield { type: 'stage', stage: 'measuring the circuit' }
    const circuit = meter.measure(await evaluator.currentLogits())
    return {
      kind: 'circuit',
      edges: Int32Array.from(kept).sort(),
      measurement: circuit,
      faithfulness: faithfulnessOf(circuit, baseline, 'logit_diff').mean,
    }
  } finally {
    await evaluator.release()
  }
}

/** Of both runs of all prompts, which the evaluator alone keeps. */
async function* createdEvaluator(
  experiment: Experiment,
  { metric, ablation, maxBatch, createEvaluator }: AcdcOptions,
): AsyncGenerator<
  MethodEvent<'acdc'>,
  Pick<EvaluatorSetup, 'graph' | 'meter'> & { evaluator: CircuitEvaluator; baseline: Baselines }
> {
  const { config, weights, pairs, threads } = experiment
  const capturing = pairedRuns(config, weights, pairs, threads, { canShrink: createEvaluator === undefined })
  let captured = await capturing.next()
  for (; !captured.done; captured = await capturing.next()) yield { type: 'preparing', ...captured.value }
  const { baseline: measured, ...setup } = evaluatorSetup(experiment, captured.value, metric, ablation)
  const { graph, meter } = setup
  const baseline = await circuitBaseline(experiment, setup.runs, meter, measured)
  const evaluator = await (createEvaluator ?? IncrementalEvaluator.create)({ ...setup, maxBatch })
  return { evaluator, graph, meter, baseline }
}

/** Every edge in the order of the tests. @throws PatchbayError (bad-input) as eap does, for order `eap`. */
async function testOrderOf(experiment: Experiment, options: AcdcOptions): Promise<Int32Array> {
  const { order = 'reference', testOrder } = options
  const graph = graphOf(experiment.config)
  if (order !== 'eap') return edgesInTestOrder(graph, order)
  if (testOrder) return testOrder
  const { scores } = await resultOf(eap(experiment, eapOfOrder(options)))
  return edgesByMagnitude(graph, scores.score)
}

/** What order `eap` is made from. */
function eapOfOrder({ metric, orderMetric = metric, ablation }: AcdcOptions): EapOptions {
  return { metric: orderMetric, direction: 'noising', ablation }
}
