import { useEffect, useRef, useState } from 'react'
import { messageOf, type RunComparison, type RunSummary } from '../../../contract'
import { call } from '../../state/client'

export interface ComparisonState {
  comparison: RunComparison | null
  /** Why the two cannot be compared, as one sentence. */
  problem: string | null
  isLoading: boolean
  /** Compares again: an unfinished run has progressed since. */
  refresh: () => void
}

/** The comparison of two runs, read again when the state of one of them changes. */
export function useComparison(a: RunSummary | undefined, b: RunSummary | undefined): ComparisonState {
  const [comparison, setComparison] = useState<RunComparison | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isLoading, setLoading] = useState(false)
  const [round, setRound] = useState(0)
  const latestRequest = useRef(0)

  const [idA, idB] = [a?.id, b?.id]
  const states = `${a?.state} ${b?.state}`

  useEffect(() => {
    const request = ++latestRequest.current
    setProblem(null)
    setLoading(Boolean(idA && idB))
    if (!idA || !idB) return setComparison(null)
    // The answer of a pair no longer chosen is dropped.
    const isCurrent = () => request === latestRequest.current
    call('runs.compare', { a: idA, b: idB })
      .then((answer) => {
        if (isCurrent()) setComparison(answer)
      })
      .catch((error: unknown) => {
        if (!isCurrent()) return
        setComparison(null)
        setProblem(messageOf(error))
      })
      .finally(() => {
        if (isCurrent()) setLoading(false)
      })
  }, [idA, idB, states, round])

  const isForThese = comparison?.a.id === a?.id && comparison?.b.id === b?.id
  return {
    comparison: isForThese ? comparison : null,
    problem,
    isLoading,
    refresh: () => setRound(round + 1),
  }
}
