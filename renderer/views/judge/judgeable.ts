import type { ModelInfo, RunSummary } from '../../../contract'
import { findsOf, isImported } from '../../state/finds'

/** Finished runs that have a circuit or scores for all edges, the newest first. */
export function judgeableRuns(
  runs: readonly RunSummary[],
  model: Pick<ModelInfo, 'path' | 'edgeCount'> | null,
): RunSummary[] {
  return runs
    .filter((run) => run.state === 'done' && (findsOf(run).circuit !== null || hasEveryEdge(run)))
    .filter((run) =>
      // A file does not say where its model is: only the number of edges can be compared.
      isImported(run) ? run.edgesTotal === model?.edgeCount : run.model === model?.path,
    )
    .sort((a, b) => b.number - a.number)
}

/** Exact effects may be of a few edges only, which have no top n. */
function hasEveryEdge(run: RunSummary): boolean {
  const { edgeScores } = findsOf(run)
  return edgeScores === 'estimate' || (edgeScores === 'exact' && run.testsRun === run.edgesTotal)
}

/** The run chosen, else the newest one. */
export function judgedRun(runs: readonly RunSummary[], chosen: string | null): RunSummary | undefined {
  return runs.find(({ id }) => id === chosen) ?? runs[0]
}
