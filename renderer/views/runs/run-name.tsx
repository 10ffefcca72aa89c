import { ActionIcon } from '@mantine/core'
import { Pencil } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import type { RunSummary } from '../../../contract'
import { openRun } from '../../state/open-run'
import { renameRun } from '../../state/run-actions'
import styles from './run-name.module.css'

interface RunNameProps {
  run: RunSummary
  isRenaming: boolean
  setRenaming: (isRenaming: boolean) => void
}

/** The name of a run as a button that opens it, with its tags or the reason why it ended. F2 or the pencil renames it. */
export function RunName({ run, isRenaming, setRenaming }: RunNameProps) {
  if (isRenaming) return <NameField run={run} onDone={() => setRenaming(false)} />
  return (
    <>
      <span className={styles.name}>
        <button
          type="button"
          className={`${styles.open} clip`}
          title={run.name}
          aria-label={`Open run ${run.number}, ${run.name}`}
          onClick={() => void openRun(run)}
          onKeyDown={(event) => event.key === 'F2' && setRenaming(true)}
        >
          {run.name}
        </button>
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
      </span>
      {run.message ? (
        <span className={`clip ${styles.message}`} title={run.message}>
          {run.message}
        </span>
      ) : (
        run.tags.length > 0 && (
          <span className={styles.tags} title={run.tags.join(', ')}>
            {run.tags.map((tag) => (
              <span key={tag} className={styles.tag}>
                {tag}
              </span>
            ))}
          </span>
        )
      )}
    </>
  )
}

/** Enter or leaving the field renames the run, Escape keeps the old name. */
function NameField({ run, onDone }: { run: RunSummary; onDone: () => void }) {
  const [name, setName] = useState(run.name)
  const commit = () => {
    onDone()
    if (name.trim() && name.trim() !== run.name) void renameRun(run.id, name.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit()
    else if (event.key === 'Escape') onDone()
  }
  return (
    <input
      autoFocus
      style={{ width: '100%', font: 'inherit', boxSizing: 'border-box' }}
      aria-label={`Name of run ${run.number}`}
      maxLength={200}
      value={name}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setName(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={commit}
    />
  )
}
