import { Checkbox } from '@mantine/core'
import { memo, useState } from 'react'
import type { RunColumnId, RunSummary } from '../../../contract'
import { toggleChosen } from '../../state/runs-table'
import { useWorkbench } from '../../state/workbench'
import { GridRow } from '../../widgets/grid-table'
import { RunCell } from './run-cell'
import { RunMenu } from './run-menu'
import { RunName } from './run-name'
import styles from './run-row.module.css'

interface RunRowProps {
  run: RunSummary
  /** -1 for the baseline, which stays on top. */
  index: number
  columns: readonly RunColumnId[]
  baseline: RunSummary | null
  isChosen: boolean
}

export const RunRow = memo(function RunRow({ run, index, columns, baseline, isChosen }: RunRowProps) {
  const isShown = useWorkbench((state) => state.runId === run.id)
  const [isRenaming, setRenaming] = useState(false)
  const isPinned = index < 0
  return (
    <GridRow
      index={index}
      aria-label={isPinned ? `Baseline, run ${run.number}` : `Run ${run.number}`}
      data-chosen={isChosen || undefined}
      data-shown={isShown || undefined}
      data-pinned={isPinned || undefined}
    >
      <span role="cell">
        {!isPinned && (
          <Checkbox
            size="xs"
            aria-label={`Choose run ${run.number}`}
            checked={isChosen}
            onChange={() => toggleChosen(run.id)}
          />
        )}
      </span>
      {columns.map((id) => (
        <span key={id} role="cell" className={styles.cell}>
          {id === 'name' ? (
            <RunName
              run={run}
              isRenaming={isRenaming}
              setRenaming={setRenaming}
              isPinned={isPinned}
              columns={columns}
            />
          ) : (
            <RunCell id={id} run={run} baseline={isPinned || baseline?.id === run.id ? null : baseline} />
          )}
        </span>
      ))}
      <span role="cell">{!isPinned && <RunMenu run={run} onRename={() => setRenaming(true)} />}</span>
    </GridRow>
  )
})
