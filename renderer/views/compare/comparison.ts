import { edgeName, shownEdgeName, type ComputationalGraph } from '../../../engine/graph'
import {
  certificateNote,
  METRICS,
  type MetricName,
  type RunComparison,
  type RunMeasurements,
  type RunSummary,
} from '../../../contract'
import { isOfOpenModel } from '../../state/belonging'
import { findsOf } from '../../state/finds'
import { formatCount } from '../../widgets/format'

/** One metric over the prompts of each run; null where a run has not measured it. */
export interface MetricRow {
  metric: MetricName
  cleanA: number | null
  cleanB: number | null
  corruptA: number | null
  corruptB: number | null
  circuitA: number | null
  circuitB: number | null
}

/**
 * Means over prompts, one row for each metric, with each run's own baselines, as their prompts may differ. `corrupt` is
 * the run with every edge cut, which is the corrupt run only with resample ablation.
 */
export function metricRows(a: RunMeasurements | null, b: RunMeasurements | null): MetricRow[] {
  const value = (run: RunMeasurements | null, part: 'clean' | 'corrupt' | 'circuit', metric: MetricName) =>
    (part === 'corrupt' ? (run?.empty ?? run?.corrupt) : run?.[part])?.mean[metric] ?? null
  return METRICS.map((metric) => ({
    metric,
    cleanA: value(a, 'clean', metric),
    cleanB: value(b, 'clean', metric),
    corruptA: value(a, 'corrupt', metric),
    corruptB: value(b, 'corrupt', metric),
    circuitA: value(a, 'circuit', metric),
    circuitB: value(b, 'circuit', metric),
  }))
}

/** Whether the two runs share their clean and corrupt runs, so that one column serves both. */
export function sharesBaselines(rows: readonly MetricRow[]): boolean {
  return rows.every((row) => row.cleanA === row.cleanB && row.corruptA === row.corruptB)
}

export const EDGE_SIDES = ['onlyA', 'onlyB', 'both'] as const
export type EdgeSide = (typeof EDGE_SIDES)[number]

/** Edge names of one side whose long or shown text holds every word of the search, in index order. */
export function edgesOfSide(
  graph: ComputationalGraph,
  comparison: RunComparison,
  side: EdgeSide,
  search: string,
): { edge: number; name: string }[] {
  const words = search
    .toLowerCase()
    .split(/\s+|->|<-|←|→/)
    .filter(Boolean)
  return Array.from(comparison[side], (edge) => ({ edge, name: edgeName(graph, edge) })).filter(({ name }) =>
    words.every((word) => `${name} ${shownEdgeName(name)}`.toLowerCase().includes(word)),
  )
}

/** Sentences about what makes the comparison less meaningful than it seems; none when both runs are complete. */
export function cautions(a: RunSummary, b: RunSummary): string[] {
  const sentences: string[] = []
  if (a.id === b.id)
    sentences.push('This is the same run on both sides: choose another one to see differences.')
  for (const [side, run] of [['A', a] as const, ['B', b] as const]) {
    if (a.id === b.id && side === 'B') continue
    const certificate = certificateNote(run)
    if (certificate?.level === 'warning') sentences.push(`Run ${run.number} (${side}): ${certificate.text}`)
    const undecided = run.edgesTotal - run.edgesDecided
    if (findsOf(run).decidesEdges && undecided > 0) {
      sentences.push(
        `Run ${run.number} (${side}) is not finished: its ${formatCount(undecided)} undecided edges count as kept.`,
      )
    }
  }
  return sentences
}

/** The two runs to begin with: the chosen ones, else the two newest finished runs of one model, if it can be the open one. */
export function defaultPair(
  runs: readonly RunSummary[],
  chosen: readonly string[],
  open: Parameters<typeof isOfOpenModel>[1] = null,
): [string | null, string | null] {
  const known = chosen.filter((id) => runs.some((run) => run.id === id))
  if (known.length >= 2) return [known[0], known[1]]
  const ofOpen = runs.filter((run) => run.state === 'done' && isOfOpenModel(run, open))
  const begun = known.length === 0 && ofOpen.length > 1 ? ofOpen : runs
  const finished = begun.filter((run) => run.state === 'done').sort((x, y) => y.number - x.number)
  const second = finished.find((run) => run.id === known[0]) ?? finished[0]
  if (!second) return [known[0] ?? null, null]
  const first = finished.find((run) => run.id !== second.id && run.model === second.model)
  return known.length > 0 ? [known[0], first?.id ?? null] : [first?.id ?? second.id, first ? second.id : null]
}

/** How many circuits are beside each other where nobody chose any. */
const USUAL_COUNT = 6

/** The chosen runs, without deleted ones; where there are none, A and B, then the newest of A's model. */
export function severalRuns(
  runs: readonly RunSummary[],
  chosen: readonly string[],
  a: RunSummary | undefined,
  b?: RunSummary,
): RunSummary[] {
  const known = chosen.flatMap((id) => runs.find((run) => run.id === id) ?? [])
  if (known.length > 0 || !a) return known
  const others = runs
    .filter((run) => run.id !== a.id && isOfSameGraph(run, a))
    .sort((x, y) => Number(y.id === b?.id) - Number(x.id === b?.id) || y.number - x.number)
  return [a, ...others.slice(0, USUAL_COUNT - 1)]
}

/** How many circuits of the model of those beside each other are not among them. */
export function countMissing(runs: readonly RunSummary[], shown: readonly RunSummary[]): number {
  return runs.filter((run) => shown[0] && isOfSameGraph(run, shown[0]) && !shown.includes(run)).length
}

function isOfSameGraph(run: RunSummary, other: RunSummary): boolean {
  return run.model === other.model && run.edgesTotal === other.edgesTotal
}
