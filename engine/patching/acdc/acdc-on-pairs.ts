import {
  PatchbayError,
  type AcdcConfig,
  type DecisionColumns,
  type EffectColumns,
  type Measurement,
} from '../../../contract'
import type { PromptPair } from '../../datasets'
import { edgesInTestOrder } from '../../graph'
import { metricOf, MetricMeter } from '../../metrics'
import type { TransformerConfig, TransformerWeights } from '../../model'
import { weightFeeds } from '../../transformer'
import type { CircuitEvaluator } from '../evaluators/circuit-evaluator'
import { IncrementalEvaluator } from '../evaluators/incremental-evaluator'
import type { EvaluatorSetup } from '../evaluators/masked-evaluator'
import { defaultThreads, graphOf } from '../experiment'
import { joinedData, pairedRuns } from '../paired-runs'
import { acdc, type AcdcStep } from './acdc'
import { EdgeEffects, type EdgeEffect } from './edge-effects'

export type AcdcEvent =
  | { type: 'stage'; stage: string }
  | { type: 'baseline'; clean: Measurement; corrupt: Measurement; metricInitial: number }
  | AcdcStep
  | EdgeEffect
  | { type: 'done'; circuit: Measurement; faithfulness: number | null; metricFinal: number }

export interface AcdcOnPairsOptions {
  config: Pick<AcdcConfig, 'metric' | 'threshold' | 'order' | 'absolute'>
  architecture: TransformerConfig
  weights: TransformerWeights
  pairs: readonly PromptPair[]
  /** All decisions so far, of an earlier part of the same run. */
  journal?: DecisionColumns
  /** All effects so far. */
  effects?: EffectColumns
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
  createEvaluator?: (setup: EvaluatorSetup) => Promise<CircuitEvaluator>
}

/** One ACDC run from loaded weights and encoded prompts on; see runAcdc. */
export async function* acdcOnPairs(options: AcdcOnPairsOptions): AsyncGenerator<AcdcEvent> {
  const { config, architecture, pairs, journal, maxBatch } = options
  const threads = options.threads ?? defaultThreads()
  const graph = graphOf(architecture)
  const weights = weightFeeds(options.weights)

  yield { type: 'stage', stage: 'capturing clean and corrupt runs' }
  const capturing = pairedRuns(architecture, weights, pairs, threads)
  let captured = await capturing.next()
  for (; !captured.done; captured = await capturing.next()) yield { type: 'preparing', ...captured.value }
  const runs = captured.value
  const meter = new MetricMeter(pairs, joinedData(runs.batches.map((batch) => batch.cleanLogits)))
  const clean = meter.measure(joinedData(runs.batches.map((batch) => batch.cleanLogits)))
  const corrupt = meter.measure(joinedData(runs.batches.map((batch) => batch.corruptLogits)))

  const createEvaluator = options.createEvaluator ?? IncrementalEvaluator.create
  const { metric } = config
  const setup = { graph, config: architecture, weights, runs, meter, metric, threads, maxBatch }
  const evaluator = await createEvaluator(setup)
  try {
    const metricInitial = await evaluator.currentMetric()
    checkInitial(metricInitial)
    yield { type: 'baseline', clean, corrupt, metricInitial }

    yield { type: 'stage', stage: 'testing edges' }
    const order = edgesInTestOrder(graph, config.order)
    const effects = new EdgeEffects(graph, evaluator, metricInitial, journal, options.effects)
    const { sense } = metricOf(config.metric)
    for await (const step of acdc({ ...config, graph, order, evaluator, metricInitial, sense, journal })) {
      if (step.type !== 'preparing') yield* effects.before(step.edge)
      yield step
      if (step.type === 'decision' && step.kept) effects.add(step.edge)
    }
    yield* effects.rest()

    yield { type: 'stage', stage: 'measuring the circuit' }
    const circuit = meter.measure(await evaluator.currentLogits())
    const faithfulness = faithfulnessOf(circuit, clean, corrupt)
    yield { type: 'done', circuit, faithfulness, metricFinal: circuit.mean[config.metric] }
  } finally {
    await evaluator.release()
  }
}

/** (m(C) - m(corrupt)) / (m(clean) - m(corrupt)) with m = logit_diff; null where that has no meaning. */
function faithfulnessOf(circuit: Measurement, clean: Measurement, corrupt: Measurement): number | null {
  const whole = clean.mean.logit_diff - corrupt.mean.logit_diff
  if (Math.abs(whole) < 1e-6) return null
  return (circuit.mean.logit_diff - corrupt.mean.logit_diff) / whole
}

function checkInitial(metric: number): void {
  if (Number.isFinite(metric)) return
  throw new PatchbayError(
    'bad-input',
    `the model's metric on the clean prompts is ${metric}, not a number: its weights may be damaged or hold values too large.`,
  )
}
