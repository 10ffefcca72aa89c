import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { messageOf, type ColumnField, type ColumnMapping, type UnmappedColumns } from '../../../../contract'
import { call } from '../../../state/client'
import { notifyProblem } from '../../../state/notify'
import type { ImportQuestion } from '../../../state/prompt-import'
import { formatPlural } from '../../../widgets/format'
import { Note } from '../../../widgets/note'
import { ColumnGrid, type ChosenColumns } from './column-grid'
import styles from './import-dialog.module.css'
import { PreviewRows } from './preview-rows'
import { useMappedRows } from './use-mapped-rows'

interface ColumnsFormProps extends Pick<ImportQuestion, 'source' | 'settle'> {
  table: UnmappedColumns
}

/** Which column is which field, with the first rows as they are then read. */
export function ColumnsForm({ table, source, settle }: ColumnsFormProps) {
  const [chosen, setChosen] = useState<ChosenColumns>(table.suggested)
  const [problem, setProblem] = useState<string | null>(null)
  const [isReading, setReading] = useState(false)
  const mapping = mappingOf(chosen)
  const preview = useMappedRows(table, mapping)

  const read = async () => {
    if (!mapping) return
    setReading(true)
    setProblem(null)
    try {
      const prompts = await call('prompts.parse', { ...source, mapping })
      if (prompts.kind !== 'rows') throw new Error('These columns hold no prompts.')
      remember(table.columns, mapping)
      settle(prompts)
    } catch (error) {
      setProblem(messageOf(error))
      setReading(false)
    }
  }
  return (
    <div className={styles.form}>
      <p className={styles.lead}>
        {table.container}, {formatPlural(table.rowCount, 'row')}. Which column is what?
        {table.isRemembered && ' Chosen as the last time these columns were imported.'}
      </p>
      {table.notes.length > 0 && <Note tone="info">{table.notes.join(' ')}</Note>}
      <ColumnGrid table={table} chosen={chosen} onChange={setChosen} />
      <PreviewRows rows={preview.rows} problem={preview.problem} lacking={lackingText(chosen)} />
      {problem && <Note tone="problem">{problem}</Note>}
      <Group className={styles.footer} justify="flex-end" gap="xs">
        <Button variant="default" onClick={() => settle(null)}>
          Cancel
        </Button>
        <Button data-autofocus loading={isReading} disabled={!mapping} onClick={() => void read()}>
          Import {formatPlural(table.rowCount, 'row')}
        </Button>
      </Group>
    </div>
  )
}

function remember(columns: string[], mapping: ColumnMapping): void {
  call('prompts.rememberColumns', { columns, mapping }).catch((error: unknown) =>
    notifyProblem('The choice of columns was not kept', error),
  )
}

function mappingOf({ clean, corrupt, ...others }: ChosenColumns): ColumnMapping | null {
  return clean && corrupt ? { clean, corrupt, ...others } : null
}

const NEEDED: [ColumnField, string][] = [
  ['clean', 'the clean prompt'],
  ['corrupt', 'the corrupt prompt'],
]

function lackingText(chosen: ChosenColumns): string | null {
  const lacking = NEEDED.filter(([field]) => !chosen[field]).map(([, name]) => name)
  return lacking.length > 0 ? `Choose a column for ${lacking.join(' and ')}.` : null
}
