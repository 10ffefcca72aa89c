import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import { useCallback, useMemo, useRef, useState, type ClipboardEvent, type ReactNode } from 'react'
import { ANSWER_DELIMITER } from '../../state/prompt-text'
import { isBlank, type DraftRow, type RowField } from '../../state/prompt-draft'
import { usePrompts } from '../../state/prompt-store'
import { useExamplePair } from '../../state/example-pair'
import { useHeldOutRows } from '../../state/held-out-rows'
import { changeDraft, deleteRow } from '../../state/prompts'
import { TermArea } from '../../widgets/term'
import { VirtualRows, type VirtualRowsHandle } from '../../widgets/virtual-rows'
import styles from './prompt-table.module.css'
import { TaskBar } from './task/task-bar'
import { SummaryBar } from './summary-bar'
import { FIELD_LABELS, PromptRowView, type RowHandlers } from './prompt-row'

/** Estimated height, until the row is measured. */
const ROW_PX = 92

interface FocusWish {
  key: number
  field: RowField
}

/** The rows, of which only those in sight are in the document: sets of thousands stay fast. */
export function PromptTable({
  lead,
  onPaste,
}: {
  lead: ReactNode
  onPaste: (event: ClipboardEvent) => void
}) {
  const rows = usePrompts((state) => state.draft.rows)
  const checks = usePrompts((state) => state.checks)
  const keyOf = useRowKeys(rows)
  const example = useExamplePair()
  const heldOut = useHeldOutRows()
  const [wish, setWish] = useState<FocusWish | null>(null)
  const list = useRef<VirtualRowsHandle>(null)
  const focusRow = useCallback((index: number, field: RowField) => {
    const row = usePrompts.getState().draft.rows[index]
    if (!row) return
    list.current?.scrollTo(index)
    setWish({ key: row.key, field })
  }, [])
  const handlers = useMemo(() => rowHandlers(focusRow, () => setWish(null), onPaste), [focusRow, onPaste])
  const showRow = useCallback((index: number) => focusRow(index, 'clean'), [focusRow])
  const addRow = () => {
    // A blank row at the end is the one that is wanted.
    if (!isBlank(rows[rows.length - 1])) changeDraft({ type: 'add' })
    focusRow(usePrompts.getState().draft.rows.length - 1, 'clean')
  }
  return (
    <div className={styles.table}>
      <TaskBar onRow={showRow} />
      <Head />
      <VirtualRows
        keptAs="prompts"
        handle={list}
        count={rows.length}
        keyOf={keyOf}
        rowHeight={ROW_PX}
        isMeasured
        overscan={8}
        before={lead}
        after={<AfterRows onAdd={addRow} />}
        list={{ role: 'list', 'aria-label': 'Prompt pairs' }}
        row={(index) => (
          <PromptRowView
            {...handlers}
            row={rows[index]}
            index={index}
            check={checks[rows[index].key]}
            example={index === 0 ? example : undefined}
            isHeldOut={heldOut.has(rows[index].key)}
            focus={wish?.key === rows[index].key ? wish.field : null}
          />
        )}
      />
      <SummaryBar onRow={showRow} />
    </div>
  )
}

const MODEL_COLUMN =
  'Whether the model is right, the metric after the clean and the corrupt prompt, rank and probability of the answer'

/** The key of each row: the same function until the keys change, so that an edit does not lay out all rows again. */
function useRowKeys(rows: readonly DraftRow[]): (index: number) => number {
  const known = useRef<{ rows: readonly DraftRow[]; keyOf: (index: number) => number } | null>(null)
  const before = known.current
  const isSame = before?.rows.length === rows.length && rows.every(({ key }, i) => before.rows[i].key === key)
  known.current = { rows, keyOf: isSame ? before.keyOf : (index) => rows[index].key }
  return known.current.keyOf
}

function Head() {
  const several = `Several answers are separated by ${ANSWER_DELIMITER}.`
  return (
    <div className={styles.head} aria-hidden>
      <span>#</span>
      <Title field="clean" />
      <Title field="corrupt" />
      <Title field="answers" note={several} />
      <Title field="wrongAnswers" note={several} />
      <span title={MODEL_COLUMN}>Model</span>
    </div>
  )
}

function Title({ field, note }: { field: RowField; note?: string }) {
  return (
    <span>
      <TermArea text={FIELD_LABELS[field]} note={note}>
        <span>{FIELD_LABELS[field]}</span>
      </TermArea>
    </span>
  )
}

function AfterRows({ onAdd }: { onAdd: () => void }) {
  return (
    <div className={styles.afterRows}>
      <Button variant="default" leftSection={<Plus size={14} />} onClick={onAdd}>
        Add row
      </Button>
      <span>
        Enter goes to the next row. Paste rows from a spreadsheet, JSON, JSONL or CSV into any field.
      </span>
    </div>
  )
}

function rowHandlers(
  focusRow: (index: number, field: RowField) => void,
  onFocused: () => void,
  onPaste: (event: ClipboardEvent) => void,
): RowHandlers {
  const rows = () => usePrompts.getState().draft.rows
  const indexOf = (key: number) => rows().findIndex((row) => row.key === key)
  return {
    onFocused,
    onPaste,
    onNext: (key, field) => {
      const next = indexOf(key) + 1
      if (next < rows().length) return focusRow(next, field)
      changeDraft({ type: 'add' })
      focusRow(next, 'clean')
    },
    onDuplicate: (key) => {
      changeDraft({ type: 'duplicate', key })
      focusRow(indexOf(key) + 1, 'clean')
    },
    onDelete: (key) => {
      const index = indexOf(key)
      deleteRow(key)
      focusRow(Math.min(index, rows().length - 1), 'clean')
    },
  }
}
