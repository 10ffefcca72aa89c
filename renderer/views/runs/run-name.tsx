import { ActionIcon } from '@mantine/core'
import { Pencil, Pin, StickyNote } from 'lucide-react'
import { briefTitle, isNamed, type RunColumnId, type RunSummary } from '../../../contract'
import { shownTitle } from '../../state/shown-title'
import { METRIC_LABEL } from '../../state/metric-label'
import { openRun } from '../../state/open-run'
import { renameRun } from '../../state/run-actions'
import { openRunDialog } from '../../state/run-dialogs'
import { RenameField } from '../../widgets/rename-field'
import styles from './run-name.module.css'

interface RunNameProps {
  run: RunSummary
  isRenaming: boolean
  setRenaming: (isRenaming: boolean) => void
  /** As the baseline, above the list. */
  isPinned: boolean
  /** What is shown beside the name is not said in it, and tags may have a column of their own. */
  columns: readonly RunColumnId[]
}

/** The name of a run as a button that opens it, with its tags or the reason why it ended. F2 or the pencil renames it. */
export function RunName({ run, isRenaming, setRenaming, isPinned, columns }: RunNameProps) {
  const title = shownTitle(run)
  // Its name has two lines where nothing is said below it.
  const hasSecond = Boolean(run.message) || (run.tags.length > 0 && !columns.includes('tags'))
  if (isRenaming) {
    return (
      <RenameField
        label={`Name of run ${run.number}`}
        before={title}
        placeholder="Empty: named by what it is"
        rename={(name) => void renameRun(run.id, name)}
        onDone={() => setRenaming(false)}
      />
    )
  }
  return (
    <>
      <span className={styles.name}>
        {isPinned && <Pin size={12} aria-label="Baseline" className={styles.pin} />}
        <button
          type="button"
          className={styles.open}
          data-unnamed={!isNamed(run) || undefined}
          title={title}
          aria-label={`Open run ${run.number}, ${title}`}
          onClick={() => void openRun(run)}
          onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        >
          <span className={hasSecond ? 'clip' : styles.lines}>{shownName(run, columns)}</span>
        </button>
        {run.note !== '' && <NoteMark run={run} />}
        {!isPinned && (
          <ActionIcon
            className={styles.pencil}
            variant="subtle"
            color="gray"
            size="xs"
            aria-label={`Rename run ${run.number}`}
            onClick={() => setRenaming(true)}
          >
            <Pencil size={11} />
          </ActionIcon>
        )}
      </span>
      {hasSecond && <Second run={run} />}
    </>
  )
}

function shownName(run: RunSummary, columns: readonly RunColumnId[]): string {
  if (!columns.includes('prompts')) return shownTitle(run)
  return briefTitle(run, columns.includes('metric') ? null : METRIC_LABEL[run.metric])
}

/** That there is a note, with its text; opens it. */
function NoteMark({ run }: { run: RunSummary }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="xs"
      title={run.note}
      aria-label={`Note on run ${run.number}`}
      onClick={() => openRunDialog({ kind: 'note', id: run.id })}
    >
      <StickyNote size={11} />
    </ActionIcon>
  )
}

function Second({ run }: { run: RunSummary }) {
  if (run.message) {
    const isProblem = run.state === 'failed' || run.state === 'interrupted'
    return (
      <span className={`clip ${styles.message}`} data-problem={isProblem || undefined} title={run.message}>
        {run.message}
      </span>
    )
  }
  return (
    <span className={styles.tags} title={run.tags.join(', ')}>
      {run.tags.map((tag) => (
        <span key={tag} className={styles.tag}>
          {tag}
        </span>
      ))}
    </span>
  )
}
