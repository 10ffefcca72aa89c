import type { RunSummary } from '../../../contract'
import { judgeForm } from '../../methods/evaluate/form'
import { useRunList } from '../../state/run-store'
import { useWorkbench } from '../../state/workbench'
import { judgeableRuns, judgedRun } from './judgeable'

interface JudgeChoice {
  /** What can be judged on the open model, the newest first. */
  runs: RunSummary[]
  judged: RunSummary | undefined
  /** Why there is none, and the mend. */
  missing: string | null
  reference: RunSummary | undefined
}

/** The circuit and the reference that are chosen in Judge. */
export function useJudgeChoice(): JudgeChoice {
  const all = useRunList()
  const model = useWorkbench((state) => state.model)
  const chosen = judgeForm.use((form) => form.judged)
  const against = judgeForm.use((form) => form.reference)
  const inDiscover = useWorkbench((state) => state.runId)
  const runs = judgeableRuns(all ?? [], model)
  const judged = judgedRun(runs, chosen, inDiscover)
  return {
    runs,
    judged,
    missing: judged ? null : 'No circuit of this model has been found yet: run ACDC or EAP in Discover.',
    reference: runs.find(({ id }) => id === against),
  }
}
