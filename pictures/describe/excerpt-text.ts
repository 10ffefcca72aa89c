import { VALUE_NAME } from '../../renderer/state/edge-values'
import { findsOf } from '../../renderer/state/finds'
import type { LiveRun } from '../../renderer/state/live-run'
import { formatCount } from '../../renderer/widgets/format'

/** How many edges are shown of a run, and as what. */
export function shownCount({ kept, decided, graph, excerpt }: LiveRun): string {
  const of = `of ${formatCount(graph.edgeCount)} edges`
  if (excerpt?.kind === 'scores') return `${formatCount(kept)} best by score ${of}`
  const undecided = graph.edgeCount - decided
  return `${formatCount(kept)} kept${undecided > 0 ? `, ${formatCount(undecided)} undecided,` : ''} ${of}`
}

/** What is shown where that is not the circuit of the run; null where it is. */
export function excerptText({ excerpt, summary }: LiveRun): string | null {
  if (!excerpt) return null
  if (excerpt.kind === 'step')
    return `As it was after ${formatCount(excerpt.step)} of ${formatCount(excerpt.whole.decided)} decisions.`
  const tau = Number(excerpt.threshold.toPrecision(3))
  const score = findsOf(summary).decidesEdges ? VALUE_NAME.harm : 'score'
  const size = excerpt.by === 'absolute' ? `|${score}|` : score
  return `Re-thresholded scores, not ACDC at τ ${tau}: ${size} of ${tau} or more.`
}
