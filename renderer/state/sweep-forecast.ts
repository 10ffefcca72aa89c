import { useEffect, useState } from 'react'
import { messageOf, type SweepForecast, type SweepSpec } from '../../contract'
import { call } from './client'

export type ShownForecast =
  { state: 'known'; forecast: SweepForecast } | { state: 'refused'; message: string }

/** Until a form rests. */
const RESTING_MS = 400

/** Rows of the prompts make a specification long: those of saved sets stay as they are while the form is open. */
function withoutRows({ base, sets, ...others }: SweepSpec): object {
  const named = sets?.map(({ name, rows }) => [name, rows.length])
  return { ...others, sets: named, base: { ...base, prompts: base.prompts.name } }
}

/** What a sweep would compute, or why it cannot; null where there is nothing to ask, and until the host has answered. */
export function useSweepForecast(spec: SweepSpec | null): ShownForecast | null {
  const key = spec && JSON.stringify(withoutRows(spec))
  const prompts = spec?.base.prompts.rows
  const [answer, setAnswer] = useState<{ key: string; shown: ShownForecast } | null>(null)
  useEffect(() => {
    if (spec === null || key === null) return
    const asking = new AbortController()
    const timer = setTimeout(() => {
      void call('sweeps.plan', { spec }, { signal: asking.signal })
        .then(
          (forecast): ShownForecast => ({ state: 'known', forecast }),
          (error: unknown): ShownForecast => ({ state: 'refused', message: messageOf(error) }),
        )
        .then((shown) => asking.signal.aborted || setAnswer({ key, shown }))
    }, RESTING_MS)
    return () => {
      clearTimeout(timer)
      asking.abort()
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- key and rows stand for the specification, a new object each time
  }, [key, prompts])
  return answer?.key === key ? answer.shown : null
}
