import { useEffect, useState } from 'react'
import { messageOf, type ArgsOf, type RequestName, type ResultOf } from '../../contract'
import { AnswerCache } from './answer-cache'
import { call } from './client'

/** Questions on one prompt, one head or one edge of an explanation. */
type Question = Exclude<
  Extract<RequestName, `explain.${string}`>,
  'explain.open' | 'explain.summary' | 'explain.roles'
>

export interface Answered<T> {
  /** Of this question; null until it is there. */
  value: T | null
  isLoading: boolean
  /** One sentence where there is no answer. */
  problem: string | null
}

/** Patterns of a prompt of 1,000 tokens are 8 MB. */
const MOST_KEPT_BYTES = 96 * 2 ** 20
const kept = new AnswerCache(MOST_KEPT_BYTES)

/**
 * The answer to a question, asked once: what was answered is there at once when it is looked at again. A question that is
 * no longer on screen is cancelled. null asks nothing.
 */
export function useAnswer<Q extends Question>(question: Q, args: ArgsOf<Q> | null): Answered<ResultOf<Q>> {
  const asked = args && JSON.stringify(args)
  const key = asked && `${question} ${asked}`
  const [answer, setAnswer] = useState<{ key: string; value?: unknown; problem?: string } | null>(null)
  useEffect(() => {
    if (!asked || !key || kept.has(key)) return
    const controller = new AbortController()
    call(question, JSON.parse(asked) as ArgsOf<Q>, { signal: controller.signal })
      .then((value) => {
        kept.set(key, value)
        setAnswer({ key, value })
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setAnswer({ key, problem: messageOf(error) })
      })
    return () => controller.abort()
  }, [question, asked, key])
  if (!key) return { value: null, isLoading: false, problem: null }
  const own = answer?.key === key ? answer : null
  // What is on screen stays, also when it is no longer kept for others.
  const value = (own?.value ?? kept.get(key) ?? null) as ResultOf<Q> | null
  const problem = own?.problem ?? null
  return { value, isLoading: value === null && problem === null, problem }
}
