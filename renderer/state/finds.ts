import { findsOf, isOfScores, scoresEveryEdge, type RunSummary } from '../../contract'

export { findsOf, findsOfMaker, isImported, isOfScores } from '../../contract'

/** Whether the run has a circuit of its own, which it kept or proposes. */
export function hasCircuit(run: Pick<RunSummary, 'method'>): boolean {
  return findsOf(run).circuit === 'kept'
}

/** Only these can be compared as circuits: those that have one, and those of whose scores the best edges make one. */
export function isComparable(run: RunSummary): boolean {
  if (isOfScores(run)) return run.state === 'done' && scoresEveryEdge(run)
  return findsOf(run).circuit === 'kept' || (findsOf(run).circuit === 'proposed' && run.state === 'done')
}
