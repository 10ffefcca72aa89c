import { METHODS, type Finds, type MethodName, type RunSummary } from '../../contract'

/** A circuit file: nothing was computed here. */
const OPENED_FILE: Finds = { decidesEdges: false, circuit: 'kept', edgeScores: null, siteScores: null }

/** What kinds of things the method of a run finds. */
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
 * Whether the run is scores and no circuit: so is the opened file of a run that scored edges, and any other that has
 * scores and leaves no edge out.
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

/** The same for the method that made the scores of a file; undefined where that is not known, or none of ours. */
export function findsOfMaker(method: string | null | undefined): Finds | undefined {
  return METHODS[method as MethodName]?.finds
}
