import type { DiscoverPart } from '../../methods/method-view'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { METRIC_LABEL } from '../../state/metric-label'
import { isScored } from '../../state/top-edges'
import { effectGroup, numbersText, UNDECIDED_GROUP, type FactGroup } from './edge-groups'

/** Shown before the first run of a method that scores every edge. */
export const SCORED_TEXTS = {
  explained: 'Every edge gets a score; any number of the best can then be shown as a circuit.',
  action: 'Score all edges',
}

/** What a run that scores every edge shows in Discover; `name` is that of the method with its variant. */
export function scoredPart(name: (config: LiveRun['detail']['config']) => string): DiscoverPart {
  return {
    facts: ({ summary, detail }) => [
      ['Method', name(detail.config)],
      ['Metric', METRIC_LABEL[summary.metric]],
    ],
    edgeGroups,
    edgeText,
    Log: NoScores,
    doneText: 'Finished',
    stoppedText: 'Cancelled',
  }
}

/** Shown until the run is done. */
function NoScores() {
  return <p className="nothing">Scores appear here when the run is done.</p>
}

function edgeGroups(run: LiveRun, edge: number): FactGroup[] {
  const groups = effectGroup(run, edge)
  if (!isScored(run)) return [...groups, UNDECIDED_GROUP]
  const isIn = run.state[edge] === KEPT ? 'yes' : 'no'
  return [...groups, { title: 'Selection', facts: [[`Among the top ${run.kept}`, isIn]] }]
}

/** `among the top 20, effect +0.4200` */
function edgeText(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const isIn = run.state[edge] === KEPT
  const state = isIn ? `among the top ${run.kept}` : `not among the top ${run.kept}`
  return [state, numbersText(run, edge)].filter(Boolean).join(', ')
}
