import { METHODS, type Finds, type MethodName } from './methods'
import type { RunSummary } from './run'

/** What a circuit file holds: nothing was computed here. */
const OPENED_FILE: Finds = { decidesEdges: false, circuit: 'kept', edgeScores: null, siteScores: null }

/** What the method of a run finds. */
export function findsOf({ method }: Pick<RunSummary, 'method'>): Finds {
  return method === 'import' ? OPENED_FILE : METHODS[method].finds
}

/** A circuit file that was opened, listed as a run. */
export function isImported({ method }: Pick<RunSummary, 'method'>): boolean {
  return method === 'import'
}

/**
 * Whether the run has scores but not a circuit of its own. An opened file counts as such where it has scores and
 * leaves no edge out.
 */
export function isOfScores(
  run: Pick<RunSummary, 'method' | 'importedScores' | 'edgesKept' | 'edgesTotal'>,
): boolean {
  if (!isImported(run)) return findsOf(run).edgeScores !== null
  const { importedScores, edgesKept, edgesTotal } = run
  if (importedScores === null || edgesKept !== edgesTotal) return false
  // A method that decides edges may have kept every one: that is a circuit, which its scores did not choose.
  return !findsOfMaker(importedScores.meaning?.method)?.decidesEdges
}

/** What the method finds that made the scores of a file; undefined where it is not known or not ours. */
export function findsOfMaker(method: string | null | undefined): Finds | undefined {
  return METHODS[method as MethodName]?.finds
}

/** Whether a score is there for every edge. Exact effects may be of a few edges only, which have no top n. */
export function scoresEveryEdge(
  run: Pick<RunSummary, 'method' | 'testsRun' | 'edgesTotal' | 'edgesKept' | 'importedScores'>,
): boolean {
  if (isImported(run)) return isOfScores(run)
  const { edgeScores } = findsOf(run)
  return edgeScores === 'estimate' || (edgeScores === 'exact' && run.testsRun === run.edgesTotal)
}
