import { useCallback, useEffect, useRef, useState } from 'react'
import { messageOf } from '../../contract'

export interface Answer<Result> {
  /** The latest; while another is on its way, the one before. */
  answer: Result | null
  /** Why there is none, as one sentence. */
  problem: string | null
  isLoading: boolean
  refresh: () => void
}

/**
 * What the host answers to a question of a view. `key` is all that the answer depends on: it is asked again when that
 * changes, and the answer to an earlier question is dropped. null: there is nothing to ask.
 */
export function useAnswer<Result>(key: string | null, ask: () => Promise<Result>): Answer<Result> {
  const [answer, setAnswer] = useState<Result | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isLoading, setLoading] = useState(false)
  const [round, setRound] = useState(0)
  const latestRequest = useRef(0)
  const latestAsk = useRef(ask)
  latestAsk.current = ask

  useEffect(() => {
    const request = ++latestRequest.current
    setProblem(null)
    setLoading(key !== null)
    if (key === null) return setAnswer(null)
    const isCurrent = () => request === latestRequest.current
    latestAsk
      .current()
      .then((result) => {
        if (isCurrent()) setAnswer(result)
      })
      .catch((error: unknown) => {
        if (!isCurrent()) return
        setAnswer(null)
        setProblem(messageOf(error))
      })
      .finally(() => {
        if (isCurrent()) setLoading(false)
      })
  }, [key, round])

  const refresh = useCallback(() => setRound((before) => before + 1), [])
  return { answer, problem, isLoading, refresh }
}
