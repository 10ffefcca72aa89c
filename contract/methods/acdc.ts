import { z } from 'zod'
import { TEST_ORDERS } from '../../engine/graph'
import { METRICS, type Measurement, type MetricName, type RunMeasurements } from '../metric'
import type { DecisionColumns } from '../decisions'
import { PatchbayError } from '../error'
import { startFromSchema } from '../start-from'
import { ABLATIONS } from '../vocabulary'
import { circuitReport } from './circuit-report'
import { cuttingText, edgeChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, common } from './fields'
import { commandLine, metricOption, oneOf } from './options'
import { CAPTURING } from './stages'

const config = z.object({
  method: z.literal('acdc'),
  ...common,
  /** tau: an edge whose removal changes the metric (minimised form) by less is cut. */
  threshold: z.number(),
  order: z.enum(TEST_ORDERS).default('reference'),
  /** What cut edges carry. */
  ablation,
  /** Whose EAP scores order `eap` goes by; the run's own metric without it. */
  orderMetric: z.enum(METRICS).optional(),
  /** Compare |delta| with the threshold instead of delta. */
  absolute: z.boolean().default(false),
  /** Takes over the first decisions of another run of the same model, prompts, metric, ablation and order. */
  startFrom: startFromSchema.optional(),
})
export type AcdcConfig = z.output<typeof config>

/**
 * The circuit that a run ended with. Every decision and effect on the way is in the run's journal, which is larger.
 * Runs stored before ACDC had a result of its own have none: acdcResultOf makes it from journal and measurements.
 */
export interface AcdcResult {
  kind: 'circuit'
  /** Indices of the kept edges, ascending. */
  edges: Int32Array
  measurement: Measurement
  /** Of logit_diff; null where clean and empty do not differ. */
  faithfulness: number | null
}

/** The result of a finished run from its journal; null where it is not finished. */
export function acdcResultOf({
  decisions,
  measurements,
}: {
  decisions: DecisionColumns
  measurements: RunMeasurements | null
}): AcdcResult | null {
  if (!measurements?.circuit) return null
  const edges = decisions.edge.filter((_, row) => decisions.kept[row] === 1).sort()
  return {
    kind: 'circuit',
    edges,
    measurement: measurements.circuit,
    faithfulness: measurements.faithfulness,
  }
}

const command = commandLine({
  description: 'find a circuit by ACDC',
  options: {
    metric: { ...metricOption, isRequired: true },
    threshold: {
      flag: '--threshold',
      value: '<T>',
      help: 'tau: an edge whose harm of removal is below it is cut',
      isRequired: true,
    },
    order: {
      flag: '--order',
      value: '<ORDER>',
      help: 'reference, heads-ascending or eap (least |EAP| first into each receiver)',
      default: 'reference',
    },
    orderMetric: {
      flag: '--order-metric',
      value: '<NAME>',
      help: 'of --order eap: whose EAP scores (default: those of --metric; kl has none)',
    },
    ablation: {
      flag: '--ablation',
      value: '<KIND>',
      help: `what cut edges carry: ${ABLATIONS.join(', ')}`,
      default: 'resample',
    },
    absolute: {
      flag: '--absolute',
      help: 'compare the size of the harm of removal with the threshold',
    },
  },
  config: ({ metric, threshold, order, orderMetric, ablation, absolute }) => ({
    method: 'acdc' as const,
    metric: oneOf('--metric', METRICS, metric),
    order: oneOf('--order', TEST_ORDERS, order),
    ablation: oneOf('--ablation', ABLATIONS, ablation),
    orderMetric: orderMetricOf(order, orderMetric),
    threshold: thresholdOf(threshold),
    absolute: absolute ?? false,
  }),
})

function orderMetricOf(order: string, metric: string | undefined): MetricName | undefined {
  if (metric === undefined) return undefined
  if (order === 'eap') return oneOf('--order-metric', METRICS, metric)
  throw new PatchbayError('bad-input', `--order-metric says how --order eap is made, not --order ${order}.`)
}

/** @throws PatchbayError (bad-input) for text that is not a number. */
export function thresholdOf(text: string): number {
  const threshold = Number(text)
  if (text.trim() !== '' && Number.isFinite(threshold)) return threshold
  throw new PatchbayError('bad-input', `--threshold must be a number such as 0.05, not "${text}".`)
}

export const acdc = defineMethod({
  name: 'acdc',
  title: 'ACDC',
  config,
  result: undefined as AcdcResult | undefined,
  stages: [CAPTURING, 'testing edges', 'measuring the circuit'],
  direction: () => 'noising',
  scores: (config) => effectScores('acdc', config, 'noising'),
  choices: (config) => edgeChoices(config, cuttingText(config)),
  variant: ({ order }) => (order === 'reference' ? null : `order ${order}`),
  finds: { decidesEdges: true, circuit: 'kept', edgeScores: null, siteScores: null },
  // Decisions and effects are reported as they are made.
  onGraph: () => ({}),
  command,
  spell: ({ metric, threshold, order, orderMetric, ablation, absolute, startFrom }) => ({
    typed: { metric, threshold: String(threshold), order, orderMetric, ablation, absolute },
    unsaid: startFrom ? ['the decisions that it takes over from another run'] : [],
  }),
  report: (run, _result, isInFile) => circuitReport(run, !isInFile),
  isCircuitFile: true,
})
