import { Progress } from '@mantine/core'
import type { SweepDetail, SweepMember, SweepSummary } from '../../../contract'
import { decidesEdges } from '../../../contract'
import { useRuns } from '../../state/run-store'
import { shownValues } from '../../state/sweep-words'
import { formatCount, formatDuration } from '../../widgets/format'
import { isElsewhere, sweepStateText } from './sweep-states'
import styles from './sweep-progress.module.css'

/** Runs that are computed beside each other; more are counted. */
const MOST_NAMED = 2

/** How far a sweep is; nothing once all of it is done. */
export function SweepProgress({ detail }: { detail: SweepDetail }) {
  const { state, runs, message, remainingMs } = detail.summary
  const live = detail.members.filter((member) => member.state === 'running')
  const running = live.filter(({ run }) => run?.state !== 'queued')
  const waiting = detail.summary.computer === 'redis' ? live.length - running.length : 0
  if (state === 'done' && message === null) return null
  const ended = runs.done + runs.failed
  return (
    <div className={styles.strip}>
      <RunsBar runs={runs} />
      <span role="status" className={state === 'running' ? styles.count : styles.text}>
        {formatCount(state === 'done' ? runs.done : ended)} of {formatCount(runs.total)} runs
        {stateText(detail.summary)}
      </span>
      {state === 'running' && remainingMs !== null && (
        <span className={styles.text} aria-live="off">
          about {formatDuration(remainingMs)} left
        </span>
      )}
      {runs.failed > 0 && state !== 'done' && (
        <span className={`${styles.count} hurts`}>{formatCount(runs.failed)} failed</span>
      )}
      {running.slice(0, MOST_NAMED).map((member) => (
        <CurrentRun key={`${member.step} ${shownValues(member.values)}`} member={member} />
      ))}
      {running.length > MOST_NAMED && (
        <span className={`${styles.text} dim`}>and {formatCount(running.length - MOST_NAMED)} more</span>
      )}
      {waiting > 0 && (
        <span className={`${styles.count} dim`}>
          {formatCount(waiting)} {waiting === 1 ? 'waits' : 'wait'} for a worker
        </span>
      )}
    </div>
  )
}

/** Those that are done, then those that failed. */
function RunsBar({ runs: { done, failed, total } }: Pick<SweepSummary, 'runs'>) {
  return (
    <Progress.Root className={styles.bar}>
      <Progress.Section
        value={(100 * done) / total}
        aria-label={`${formatCount(done)} of ${formatCount(total)} runs done`}
      />
      {failed > 0 && (
        <Progress.Section
          value={(100 * failed) / total}
          color="var(--hurts)"
          aria-label={`${formatCount(failed)} failed`}
        />
      )}
    </Progress.Root>
  )
}

function stateText(summary: SweepSummary): string {
  if (summary.state === 'running') return ''
  if (isElsewhere(summary)) return ' are in'
  return `, ${sweepStateText(summary)}. ${summary.message ?? ''}`
}

/** Changes many times a second: not announced. */
function CurrentRun({ member }: { member: SweepMember }) {
  const id = member.run?.id ?? ''
  const known = useRuns(({ byId }) => byId[id])
  const summary = known?.summary ?? member.run
  if (!summary) return null
  const what = [member.step === 'find' ? 'searching' : 'judging', shownValues(member.values)].join(' ').trim()
  const { work } = known?.progress ?? {}
  const done = decidesEdges(summary.method)
    ? `${formatCount(summary.edgesDecided)} of ${formatCount(summary.edgesTotal)} edges decided`
    : work
      ? `${formatCount(work.done)} of ${formatCount(work.total)} measured`
      : summary.state
  return (
    <span className={`${styles.text} dim`}>
      {member.worker !== null && `${member.worker} `}
      {what}: {done}
    </span>
  )
}
