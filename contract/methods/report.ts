import type { GraphShape } from '../../engine/graph'
import type { DecisionColumns, EffectColumns } from '../decisions'
import type { MetricName, RunMeasurements } from '../metric'
import type { RunFork } from '../start-from'
import type { Passes } from '../scores'
import type { Direction } from '../vocabulary'
import type { MeasuredConfig } from './texts'

/** A finished run as far as reports look at it (a RunDetail has all of this). */
export interface ReportedRun {
  summary: {
    metric: MetricName
    direction: Direction | null
    edgesKept: number
    edgesTotal: number
    testsRun: number
    metricInitial: number | null
    metricFinal: number | null
    faithfulness: number | null
    borderline: number
  }
  shape: GraphShape
  config: MeasuredConfig | null
  provenance: { fork?: RunFork } | null
  measurements: RunMeasurements | null
  decisions: DecisionColumns
  effects: EffectColumns
}

/** A line, or columns side by side. */
export type ReportBlock = string | { head: string[]; rows: string[][] }

/** What a run found, for people. */
export interface Report {
  /** Follows "done in 3 s: "; null where there is nothing to say in a clause. */
  outcome: string | null
  blocks: ReportBlock[]
}

/** How many of the strongest sites or edges are listed. */
const LISTED = 10

/** Rows of the largest magnitudes, the largest first. */
export function strongest(values: Float64Array): number[] {
  const rows = Array.from(values, (_, row) => row)
  return rows.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, LISTED)
}

export function passesText({ forward, backward }: Passes): string {
  const passes = (count: number, way: string) => `${count} ${way} ${count === 1 ? 'pass' : 'passes'}`
  return backward === 0
    ? passes(forward, 'forward')
    : `${passes(forward, 'forward')} and ${passes(backward, 'backward')}`
}
