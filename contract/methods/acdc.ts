import { z } from 'zod'
import { TEST_ORDERS } from '../../engine/graph'
import { METRICS, type Measurement, type RunMeasurements } from '../metric'
import type { DecisionColumns } from '../decisions'
import { cuttingText, edgeChoices } from './choices'
import { defineMethod } from './definition'
import { effectScores } from './effect-scores'
import { ablation, common } from './fields'
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

export const acdc = defineMethod({
  name: 'acdc',
  config,
  result: undefined as AcdcResult | undefined,
  stages: [CAPTURING, 'testing edges', 'measuring the circuit'],
  direction: () => 'noising',
  scores: (config) => effectScores('acdc', config, 'noising'),
  choices: (config) => edgeChoices(config, cuttingText(config)),
})
