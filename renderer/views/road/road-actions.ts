import type { RunSummary } from '../../../contract'
import { confirmForm } from '../../methods/activation/form'
import { AMONG } from '../../methods/edges'
import { judgeForm, type JudgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { workflowConfig } from '../../methods/workflow/start'
import { compareForm, comparePair } from '../../state/compare'
import { isOfScores } from '../../state/finds'
import { showKnownRun } from '../../state/known-run'
import { useRuns } from '../../state/run-store'
import { nodeOfSite } from '../../state/sites'
import { stageForm, traceForm } from '../../state/stage-form'
import { startInStage } from '../../state/start-stage'
import { showView, updateWorkbench, useWorkbench } from '../../state/workbench'
import { showKnownTrace } from '../trace/trace-form'

/** From each step of the road to the next, with what was chosen. Nothing here computes: the view that is shown offers to. */

/** To Confirm with the selection; without one it takes the strongest of the screening. */
export function takeToConfirm(): void {
  confirmForm.set({ confirmWhat: stageForm.get().selected.length > 0 ? 'selection' : 'top' })
  showView('confirm')
}

/** To Trace with the edges among the selection; without one with what its form has. */
export function takeToTrace(): void {
  if (stageForm.get().selected.length > 0) traceForm.set({ traceMode: AMONG.value })
  showKnownTrace()
  showView('trace')
}

/** To Discover, with the first selected node pinned where nothing else is. */
export function takeToDiscover(): void {
  const { selection } = useWorkbench.getState()
  const node = stageForm
    .get()
    .selected.map(nodeOfSite)
    .find((name) => name !== null)
  updateWorkbench({ view: 'discover', selection: selection ?? (node ? { kind: 'node', node } : null) })
}

/** To Judge with the circuit of a run; of scores, with as many of the best as are on screen. */
export function takeToJudge(
  run: RunSummary,
  how: Partial<Pick<JudgeForm, 'judgeTop' | 'judgeBy'>> = {},
): void {
  const { topEdges, rankBy } = useWorkbench.getState()
  const asShown = isOfScores(run) ? { judgeTop: topEdges, judgeBy: rankBy, ...how } : how
  judgeForm.set({ judged: run.id, ...asShown })
  showKnownRun('judge', judgeConfig(judgeForm.get(), run, referenceOf(judgeForm.get())))
  showView('judge')
}

function referenceOf({ reference }: JudgeForm): RunSummary | undefined {
  return reference === null ? undefined : useRuns.getState().byId[reference]?.summary
}

/** To Compare with a run as B beside the A that was chosen there, or any sensible one. */
export function takeToCompare(run: RunSummary): void {
  const { compareA } = useWorkbench.getState()
  comparePair(compareA === run.id ? null : compareA, run.id)
  compareForm.set({ mode: 'graph' })
  showView('compare')
}

/** All four stages as one run. It is shown in Judge, where its verdict will be; each other stage shows its part. */
export async function startWorkflow(): Promise<void> {
  const config = workflowConfig()
  if (!config) return
  showView('judge')
  await startInStage(config)
}
