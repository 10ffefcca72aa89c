import { stabilityObstacle, type RunState } from '../../../contract'
import { workflowConfig } from '../../methods/workflow/start'
import { openWindow } from '../../state/client'
import { useAllForms } from '../../state/forms'
import { findsOf, isImported } from '../../state/finds'
import { canReplay, showLive, stepBy, toggleReplay } from '../../state/replay'
import { exportRun, runAgain } from '../../state/run-actions'
import { openRunDialog } from '../../state/run-dialogs'
import { saveReport } from '../../state/save-report'
import { isLive, isResumable } from '../../state/run-states'
import { useRuns } from '../../state/run-store'
import { controlRun } from '../../state/session'
import { measureStability, takeToSweep } from '../../state/sweeps'
import { useObstacle } from '../../state/use-obstacle'
import { showView, useWorkbench, type ViewName } from '../../state/workbench'
import { useDiscoverStep } from '../../views/road/late-steps'
import { startWorkflow } from '../../views/road/road-actions'
import { useCommand } from '../provided'

const NO_RUN = 'No run is in Discover.'

/** What is done with the run in Discover. While it runs it changes many times a second: each part hears of what it needs alone. */
export function RunCommands() {
  return (
    <>
      <ControlCommands />
      <ReplayCommands />
      <StoredRunCommands />
      <RoadCommands />
      <WorkflowCommand />
      <SweepCommand />
    </>
  )
}

function ControlCommands() {
  const state = useRuns(({ live }) => live?.summary.state)
  const decidesEdges = useRuns(({ live }) => live !== null && findsOf(live.summary).decidesEdges)
  const stop = stopObstacle(state)
  const decide = state === undefined || decidesEdges ? stop : 'This run does not decide edge after edge.'
  const isResumed = state !== undefined && isResumable(state)
  const action = state === 'paused' || isResumed ? 'resume' : 'pause'
  useCommand('run.pause', () => void controlRun(action), isResumed && decidesEdges ? null : decide)
  useCommand('run.step', () => void controlRun('step'), decide)
  useCommand('run.stop', () => void controlRun('stop'), stop)
  return null
}

function stopObstacle(state: RunState | undefined): string | null {
  if (state === undefined) return NO_RUN
  return isLive(state) ? null : 'The run in Discover is not running.'
}

function ReplayCommands() {
  const hasRun = useRuns(({ live }) => live !== null)
  const hasSteps = useRuns(({ live }) => canReplay(live))
  const none = hasRun ? 'The run in Discover has no decisions to go back to.' : NO_RUN
  const obstacle = hasSteps ? null : none
  useCommand('replay.back', () => stepBy(-1), obstacle)
  useCommand('replay.forward', () => stepBy(1), obstacle)
  useCommand('replay.end', showLive, obstacle)
  useCommand('replay.play', toggleReplay, obstacle)
  return null
}

function StoredRunCommands() {
  const id = useRuns(({ live }) => live?.summary.id ?? null)
  const isForeign = useRuns(({ live }) => live !== null && isImported(live.summary))
  const obstacle = id === null ? NO_RUN : null
  const computed = obstacle ?? (isForeign ? 'An imported circuit was not computed here.' : null)
  const of = (act: (run: string) => void) => () => id !== null && act(id)
  useCommand(
    'run.again',
    of((run) => void runAgain(run)),
    computed,
  )
  useCommand(
    'run.changes',
    of((run) => openRunDialog({ kind: 'changes', id: run })),
    computed,
  )
  useCommand(
    'run.command',
    of((run) => openRunDialog({ kind: 'command', id: run })),
    computed,
  )
  useCommand('run.window', of(openWindow), obstacle)
  useCommand(
    'circuit.json',
    of((run) => void exportRun(run, 'json')),
    obstacle,
  )
  useCommand(
    'circuit.csv',
    of((run) => void exportRun(run, 'csv')),
    obstacle,
  )
  const unstable = useRuns(({ live }) => (live ? stabilityObstacle(live.summary) : NO_RUN))
  useCommand(
    'stability.measure',
    of((run) => void measureStability({ id: run })),
    unstable,
  )
  const layout = useWorkbench((state) => state.graphLayout)
  useCommand(
    'circuit.report',
    of((run) => void saveReport([run], { layout })),
    obstacle,
  )
  return null
}

const NEXT_VIEWS = ['judge', 'explain', 'compare', 'sweep'] as const satisfies readonly ViewName[]

/** Where the road leads from the circuit in Discover. */
function RoadCommands() {
  const { next, missing } = useDiscoverStep()
  return (
    <>
      {NEXT_VIEWS.map((view) => {
        const link = next.find((each) => each.view === view)
        const obstacle = link ? null : (missing ?? 'This is not possible with the run in Discover.')
        return <RoadCommand key={view} view={view} go={link?.go} obstacle={obstacle} />
      })}
    </>
  )
}

interface RoadCommandProps {
  view: (typeof NEXT_VIEWS)[number]
  go?: () => void
  obstacle: string | null
}

function RoadCommand({ view, go, obstacle }: RoadCommandProps) {
  useCommand(`go.${view}`, go ?? (() => showView(view)), obstacle)
  return null
}

function SweepCommand() {
  useCommand('sweep.new', () => takeToSweep())
  return null
}

function WorkflowCommand() {
  useAllForms()
  const obstacle = useObstacle(workflowConfig()?.metric)
  useCommand('workflow.start', () => void startWorkflow(), obstacle)
  return null
}
