import type { DecisionColumns } from '../../../contract'

/** Where |delta - tau| is below this, another machine's rounding may decide differently. */
const BORDERLINE = 1e-5

/** What is counted over a run's decisions. */
export interface RunTally {
  edgesDecided: number
  edgesKept: number
  testsRun: number
  borderline: number
}

/** Adds a batch to the counts. `config` says what the deltas were compared with. */
export function addToTally(
  tally: RunTally,
  { edge, delta, kept }: DecisionColumns,
  config: { threshold: number | null; absolute: boolean },
): RunTally {
  let { edgesKept, testsRun, borderline } = tally
  for (let i = 0; i < edge.length; i++) {
    edgesKept += kept[i]
    if (Number.isNaN(delta[i])) continue
    testsRun++
    const compared = config.absolute ? Math.abs(delta[i]) : delta[i]
    if (config.threshold !== null && Math.abs(compared - config.threshold) < BORDERLINE) borderline++
  }
  return { edgesDecided: tally.edgesDecided + edge.length, edgesKept, testsRun, borderline }
}

/** The raw metric of the circuit so far: that of the last cut that was measured and stayed, else the initial. */
export function currentMetric({ metric, kept }: DecisionColumns, initial: number | null): number | null {
  for (let i = metric.length - 1; i >= 0; i--) {
    if (kept[i] === 0 && !Number.isNaN(metric[i])) return metric[i]
  }
  return initial
}
