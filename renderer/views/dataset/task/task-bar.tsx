import { Anchor, Button, Progress } from '@mantine/core'
import { percent, type TaskSummary } from '../../../../contract'
import { filterRows } from '../../../state/filter-rows'
import { askModel, isAskedAtOnce, useTasks } from '../../../state/prompt-tasks'
import { useWorkbench } from '../../../state/workbench'
import { formatCount, formatPlural } from '../../../widgets/format'
import { Note } from '../../../widgets/note'
import { Space } from '../../../widgets/panes'
import { KeepRight } from './keep-right'
import styles from './task-bar.module.css'
import { shortMetric } from './task-text'

/** Whether the model does the task: the set as a whole, what looks wrong with it, and which rows to keep. */
export function TaskBar({ onRow }: { onRow: (index: number) => void }) {
  const model = useWorkbench((state) => state.model)
  const { total, problem } = useTasks()
  if (!model || total === 0) return null
  return (
    <section className={styles.bar} aria-label="Does the model do the task?">
      {problem ? <NotAsked problem={problem} /> : <Asked onRow={onRow} />}
    </section>
  )
}

function Asked({ onRow }: { onRow: (index: number) => void }) {
  const { summary, isChecking } = useTasks()
  if (!summary) return isChecking || isAskedAtOnce() ? <Counting /> : <LargeModel />
  return (
    <>
      <div className={styles.line}>
        <Share summary={summary} />
        <Means summary={summary} onRow={onRow} />
        <Counting />
        <Space />
        <Filters summary={summary} />
      </div>
      {summary.warnings.map((warning) => (
        <Note key={warning} tone="warning">
          {warning}
        </Note>
      ))}
    </>
  )
}

/** `92 % right`, and of how many rows. */
function Share({ summary: { judged, right } }: { summary: TaskSummary }) {
  // While rows are measured it changes with each of them.
  const { isChecking } = useTasks()
  if (judged === 0) return <span>No row has an answer to be judged by</span>
  const part = right / judged
  return (
    <span
      className={styles.share}
      data-share={part >= 0.9 ? 'high' : part < 0.5 ? 'low' : undefined}
      role="status"
      aria-live={isChecking ? 'off' : undefined}
    >
      <b>{percent(part)} right</b> {formatCount(right)} of {formatPlural(judged, 'row')}
    </span>
  )
}

function Means({ summary, onRow }: { summary: TaskSummary; onRow: (index: number) => void }) {
  const { metric, meanClean, meanCorrupt, worst } = summary
  if (metric === null) return null
  const name = metric === 'logit_diff' ? 'logit difference' : 'log probability'
  return (
    <span className={styles.means}>
      mean {name} <b>{shortMetric(meanClean)}</b> clean, <b>{shortMetric(meanCorrupt)}</b> corrupt
      {worst !== null && (
        <>
          {' · worst '}
          <Anchor component="button" fz="inherit" onClick={() => onRow(worst)}>
            row {formatCount(worst + 1)}
          </Anchor>
        </>
      )}
    </span>
  )
}

/** While rows are being measured. */
function Counting() {
  const { isChecking, done, total } = useTasks()
  if (!isChecking || done === total) return null
  return (
    <span className={styles.counting}>
      <Progress value={(100 * done) / total} size="xs" w={90} aria-label="Rows measured" />
      {total === 1 ? 'asking the model' : `${formatCount(done)} of ${formatCount(total)} rows`}
    </span>
  )
}

function Filters({ summary: { duplicates, unchanged } }: { summary: TaskSummary }) {
  const { done, total } = useTasks()
  const isDone = done === total
  return (
    <span className={styles.filters}>
      {duplicates.length > 0 && (
        <Button
          variant="default"
          size="compact-xs"
          disabled={!isDone}
          title="Rows that are equal to an earlier one in all that the model reads"
          onClick={() => filterRows({ kind: 'duplicates' })}
        >
          Remove {formatPlural(duplicates.length, 'duplicate')}
        </Button>
      )}
      {unchanged.length > 0 && (
        <Button
          variant="default"
          size="compact-xs"
          disabled={!isDone}
          title="Rows whose metric is the same after the clean and the corrupt prompt"
          onClick={() => filterRows({ kind: 'unchanged' })}
        >
          Remove {formatCount(unchanged.length)} unchanged
        </Button>
      )}
      <KeepRight isDone={isDone} />
    </span>
  )
}

function LargeModel() {
  return (
    <div className={styles.line}>
      <span>Whether this large model does the task is measured at a click.</span>
      <Button variant="default" size="compact-xs" onClick={askModel}>
        Measure rows
      </Button>
    </div>
  )
}

function NotAsked({ problem }: { problem: string }) {
  return (
    <Note tone="problem">
      What the model says could not be measured: {problem}{' '}
      <Anchor component="button" fz="inherit" onClick={askModel}>
        Try again
      </Anchor>
    </Note>
  )
}
