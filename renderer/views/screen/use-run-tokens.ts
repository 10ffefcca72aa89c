import { useEffect, useState } from 'react'
import { measuredRows, readingOf, type CheckedRow } from '../../../contract'
import { call } from '../../state/client'
import type { MethodRun } from '../../state/run-store'

/** Enough to label the positions. */
const MOST_ROWS = 200

/** The tokens of the run's own prompts; empty until they are loaded, or if they can no longer be. */
export function useRunTokens(run: MethodRun): CheckedRow[] {
  const [rows, setRows] = useState<{ id: string; rows: CheckedRow[] } | null>(null)
  const { id } = run.summary
  const config = run.detail.config
  useEffect(() => {
    if (!config) return
    let isCurrent = true
    const { prompts } = config
    const rows = measuredRows(config)
      .slice(0, MOST_ROWS)
      .map((row) => prompts.rows[row])
    call('prompts.check', { model: config.model, ...readingOf(prompts), rows })
      .then((answer) => isCurrent && setRows({ id, rows: answer.rows }))
      // The model may be gone: the heatmap then shows position numbers.
      .catch(() => isCurrent && setRows(null))
    return () => {
      isCurrent = false
    }
  }, [id, config])
  return rows?.id === id ? rows.rows : []
}
