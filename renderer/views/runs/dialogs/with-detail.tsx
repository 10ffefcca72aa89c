import { useEffect, type ReactNode } from 'react'
import type { RunDetail } from '../../../../contract'
import { ensureMethodRun } from '../../../state/read-run'
import { useMethodRun, useRuns } from '../../../state/run-store'
import { BlankArea } from '../../../widgets/blank'
import { Note } from '../../../widgets/note'

interface WithDetailProps {
  id: string
  children: (detail: RunDetail) => ReactNode
}

/** Reads all of a run, then shows something of it. */
export function WithDetail({ id, children }: WithDetailProps) {
  const run = useMethodRun(id)
  const problem = useRuns((state) => state.problems[id])
  useEffect(() => void ensureMethodRun(id), [id])
  if (run) return children(run.detail)
  if (!problem) return <BlankArea isBusy />
  return (
    <Note tone="problem" title="The run could not be read">
      {problem}
    </Note>
  )
}
