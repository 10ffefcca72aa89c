import type { ModelInfo, RunSummary } from '../../../contract'
import { isOfOpenModel } from '../../state/belonging'
import { findsOf } from '../../state/finds'

/** Finished runs that have a circuit or scores for all edges, the newest first. */
export function judgeableRuns(
  runs: readonly RunSummary[],
  model: Pick<ModelInfo, 'path' | 'edgeCount'> | null,
): RunSummary[] {
  return runs
    .filter((run) => run.state === 'done' && (findsOf(run).circuit !== null || hasEveryEdge(run)))
    .filter((run) => isOfOpenModel(run, model))
    .sort((a, b) => b.number - a.number)
}

/** Exact effects may be of a few edges only, which have no top n. */
function hasEveryEdge(run: RunSummary): boolean {
  const { edgeScores } = findsOf(run)
  return edgeScores === 'estimate' || (edgeScores === 'exact' && run.testsRun === run.edgesTotal)
}

/** The run chosen, else that on screen in Discover, else the newest one. */
export function judgedRun(
  runs: readonly RunSummary[],
  chosen: string | null,
  inDiscover: string | null,
): RunSummary | undefined {
  const find = (wanted: string | null) => runs.find(({ id }) => id === wanted)
  return find(chosen) ?? find(inDiscover) ?? runs[0]
}
