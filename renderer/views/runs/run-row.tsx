import { Checkbox } from '@mantine/core'
import { memo, useState } from 'react'
import { certificateNote, type RunSummary } from '../../../contract'
import { methodLabel } from '../../methods/registry'
import { useWorkbench } from '../../state/workbench'
import { STATE_LABEL } from '../../state/run-states'
import { capitalised, formatCount } from '../../widgets/format'
import { hasCircuit, isImported } from '../../state/finds'
import { CertificateMark } from '../../widgets/certificate-mark'
import { GridRow } from '../../widgets/grid-table'
import { RunMenu } from './run-menu'
import { RunName } from './run-name'
import { RunNumbers } from './run-numbers'
import styles from './run-row.module.css'

interface RunRowProps {
  run: RunSummary
  index: number
  isChosen: boolean
  onChoose: (id: string) => void
}

export const RunRow = memo(function RunRow({ run, index, isChosen, onChoose }: RunRowProps) {
  const isShown = useWorkbench((state) => state.runId === run.id)
  const [isRenaming, setRenaming] = useState(false)
  return (
    <GridRow
      index={index}
      aria-label={`Run ${run.number}`}
      data-chosen={isChosen || undefined}
      data-shown={isShown || undefined}
    >
      <span role="cell">
        <Checkbox
          size="xs"
          aria-label={`Choose run ${run.number} to compare`}
          disabled={!hasCircuit(run)}
          title={hasCircuit(run) ? undefined : 'Only circuits can be compared'}
          checked={isChosen}
          onChange={() => onChoose(run.id)}
        />
      </span>
      <span role="cell" className={styles.number}>
        {run.number}
      </span>
      <span role="cell" className={styles.cell}>
        <RunName run={run} isRenaming={isRenaming} setRenaming={setRenaming} />
      </span>
      <span role="cell">
        <StateChip run={run} />
        {!isImported(run) && (
          <span className={`clip ${styles.second}`} title={methodLabel(run.method)}>
            {methodLabel(run.method)}
          </span>
        )}
      </span>
      <span role="cell" className={styles.cell}>
        <span className={styles.model}>
          <span className="clip" title={run.model}>
            {run.modelName}
          </span>
          <CertificateMark note={certificateNote(run)} isCompact />
        </span>
        <span className={`clip ${styles.second}`} title={run.promptsName}>
          {isImported(run) ? 'no prompts' : `${run.promptsName} · ${formatCount(run.promptCount)}`}
        </span>
      </span>
      <RunNumbers run={run} />
      <span role="cell">
        <RunMenu run={run} onRename={() => setRenaming(true)} />
      </span>
    </GridRow>
  )
})

function StateChip({ run }: { run: RunSummary }) {
  return (
    <span className={styles.state} data-state={run.state} title={run.message ?? undefined}>
      {isImported(run) && run.state === 'done' ? 'Imported' : capitalised(STATE_LABEL[run.state])}
    </span>
  )
}
