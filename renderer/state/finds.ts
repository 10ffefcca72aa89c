import { METHODS, type Finds, type MethodName, type RunSummary } from '../../contract'

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

/** Only these can be compared as circuits. */
export function hasCircuit(run: Pick<RunSummary, 'method'>): boolean {
  return findsOf(run).circuit === 'kept'
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
