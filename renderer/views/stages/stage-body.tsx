import { Button, Loader, Progress } from '@mantine/core'
import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { WORKFLOW_STEPS, type RunProgress, type WorkflowStep } from '../../../contract'
import { describeRun } from '../../../pictures'
import type { MethodRun } from '../../state/run-store'
import { isLive } from '../../state/run-states'
import { useShownRoles } from '../../state/shown-roles'
import { cancelStage, clearStage, useStageRun, type Stage } from '../../state/stages'
import { Blank, BlankArea } from '../../widgets/blank'
import { Described } from '../../widgets/described'
import { capitalised, formatCount, formatDuration } from '../../widgets/format'
import { isOfSeveralStages, partOf, type StageParts } from './stage-part'
import { SaidProgress } from '../../widgets/said-progress'
import styles from './stage-body.module.css'

interface StageBodyProps<S extends Stage> {
  stage: S
  icon: LucideIcon
  /** Before the first run: the question that the stage answers. */
  title: string
  text: string
  /** Offered beside the empty state, e.g. the stage before. */
  action?: ReactNode
  children: (part: StageParts[S], run: MethodRun) => ReactNode
}

/** What a stage shows in each state of its run: none yet, live, failed, cancelled, done. */
export function StageBody<S extends Stage>(props: StageBodyProps<S>) {
  const { stage, icon: Icon, title, text, action, children } = props
  const { run, isLoading, problem } = useStageRun(stage)
  const { list: roles } = useShownRoles()
  if (problem) {
    return (
      <Blank role="status" icon={Icon} title="This run could not be read" text={problem}>
        <Button variant="default" onClick={() => clearStage(stage)}>
          Start again
        </Button>
      </Blank>
    )
  }
  if (isLoading) return <Waiting />
  if (!run) {
    return (
      <Blank role="status" icon={Icon} title={title} text={text}>
        {action}
      </Blank>
    )
  }
  const { summary } = run
  if (isLive(summary.state)) return <StageProgress run={run} />
  if (summary.state === 'failed' || summary.state === 'interrupted') {
    return (
      <Blank
        icon={Icon}
        title="The run did not finish"
        text={summary.message ?? 'No reason was given.'}
        role="alert"
      >
        <Button variant="default" onClick={() => clearStage(stage)}>
          Start again
        </Button>
      </Blank>
    )
  }
  if (summary.state === 'stopped') {
    return (
      <Blank
        role="status"
        icon={Icon}
        title="Cancelled"
        text={`Run ${summary.number} was cancelled before it finished.`}
      />
    )
  }
  if (!run.result) return <Waiting />
  const part = partOf(stage, run)
  if (!part)
    return <Blank role="status" icon={Icon} title={title} text="This run has nothing to show in this view." />
  return <Described by={() => describeRun(run.detail, roles)}>{children(part, run)}</Described>
}

function Waiting() {
  return (
    <BlankArea isBusy>
      <Loader size="sm" aria-label="Reading the run" />
    </BlankArea>
  )
}

/** How far the run is, what it is doing, and a button to cancel it. */
function StageProgress({ run }: { run: MethodRun }) {
  const { summary, progress } = run
  const work = progress?.work
  const stage = progress?.stage ?? (summary.state === 'queued' ? 'waiting for the run before it' : 'starting')
  return (
    <BlankArea>
      <section className={styles.progress} aria-label="Progress">
        {/* Of a workflow, which stage it is in: another one may be on screen. */}
        <h2>{capitalised(progress?.step ? `${progress.step}: ${stage}` : stage)}</h2>
        <Progress
          size={6}
          color="yellow"
          value={work ? (100 * work.done) / Math.max(1, work.total) : 100}
          striped={!work}
          animated={!work}
          aria-label="Work done"
        />
        {work && <SaidProgress done={work.done} total={work.total} what={`${progress.step ?? 'the work'} done`} />}
        <p className={styles.progressFacts}>
          <span className="mono">{work ? `${formatCount(work.done)} / ${formatCount(work.total)}` : ''}</span>
          <span>{timeText(progress)}</span>
        </p>
        {isOfSeveralStages(run) && <WorkflowSteps current={progress?.step ?? null} />}
        <Button variant="default" onClick={() => void cancelStage(summary)} style={{ justifySelf: 'start' }}>
          Cancel
        </Button>
      </section>
    </BlankArea>
  )
}

function timeText(progress: RunProgress | null): string {
  if (!progress) return ''
  const left = progress.remainingMs === null ? '' : `, about ${formatDuration(progress.remainingMs)} left`
  return `${formatDuration(progress.elapsedMs)}${left}`
}

function WorkflowSteps({ current }: { current: WorkflowStep | null }) {
  const now = current ? WORKFLOW_STEPS.indexOf(current) : -1
  return (
    <ol className={styles.steps} aria-label="Stages">
      {WORKFLOW_STEPS.map((name, step) => (
        <li
          key={name}
          data-state={step < now ? 'done' : step === now ? 'now' : 'open'}
          aria-current={step === now ? 'step' : undefined}
        >
          {capitalised(name)}
        </li>
      ))}
    </ol>
  )
}
