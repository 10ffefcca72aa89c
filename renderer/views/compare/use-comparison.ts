import type { CircuitMatrix, RunComparison, RunSummary } from '../../../contract'
import { call } from '../../state/client'
import { compareForm } from '../../state/compare'
import { useRunList } from '../../state/run-store'
import { useAnswer, type Answer } from '../../state/use-answer'

/** The comparison of two runs, read again when one of them changes, other edges are chosen, or something was judged. */
export function useComparison(a: RunSummary | undefined, b: RunSummary | undefined): Answer<RunComparison> {
  const choices = compareForm.use((form) => form.choices)
  const judged = useJudgedCount()
  const [choiceA, choiceB] = [a && choices[a.id], b && choices[b.id]]
  const key = a && b ? JSON.stringify([a.id, b.id, a.state, b.state, choiceA, choiceB, judged]) : null
  const state = useAnswer(key, () => call('runs.compare', { a: a!.id, b: b!.id, choiceA, choiceB }))
  const isForThese = state.answer?.a.id === a?.id && state.answer?.b.id === b?.id
  return { ...state, answer: isForThese ? state.answer : null }
}

/** The circuits of several runs, each compared with each. */
export function useCircuitMatrix(runs: readonly RunSummary[]): Answer<CircuitMatrix> {
  const choices = compareForm.use((form) => form.choices)
  const judged = useJudgedCount()
  const circuits = runs.map(({ id }) => ({ id, choice: choices[id] }))
  const states = runs.map(({ state }) => state)
  const key = runs.length < 2 ? null : JSON.stringify([circuits, states, judged])
  return useAnswer(key, () => call('runs.compareMany', { circuits }))
}

/** A new judgement may be of a circuit on screen. */
function useJudgedCount(): number {
  const runs = useRunList()
  return runs?.filter(({ method, state }) => method === 'evaluate' && state === 'done').length ?? 0
}
