import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Plus } from 'lucide-react'
import { useCallback, useMemo, useRef, useState, type ClipboardEvent, type ReactNode } from 'react'
import { ANSWER_DELIMITER } from '../../state/prompt-text'
import type { RowField } from '../../state/prompt-draft'
import { usePrompts } from '../../state/prompt-store'
import { useExamplePair } from '../../state/example-pair'
import { useFormMetric } from '../../state/form-metric'
import { blocking } from '../../state/prompt-readiness'
import { changeDraft, deleteRow } from '../../state/prompts'
import styles from './dataset.module.css'
import { PromptRowView, type RowHandlers } from './prompt-row'

interface FocusWish {
  key: number
  field: RowField
}

/** The rows, of which only those in sight are in the document: sets of thousands stay fluent. */
export function PromptTable({
  lead,
  onPaste,
}: {
  lead: ReactNode
  onPaste: (event: ClipboardEvent) => void
}) {
  const rows = usePrompts((state) => state.draft.rows)
  const checks = usePrompts((state) => state.checks)
  const metric = useFormMetric()
  const example = useExamplePair()
  const [wish, setWish] = useState<FocusWish | null>(null)
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 92,
    getItemKey: (index) => rows[index].key,
    overscan: 8,
  })
  const focusRow = useCallback(
    (index: number, field: RowField) => {
      const row = usePrompts.getState().draft.rows[index]
      if (!row) return
      virtual.scrollToIndex(index)
      setWish({ key: row.key, field })
    },
    [virtual],
  )
  const handlers = useMemo(() => rowHandlers(focusRow, () => setWish(null), onPaste), [focusRow, onPaste])
  const addRow = () => {
    changeDraft({ type: 'add' })
    focusRow(usePrompts.getState().draft.rows.length - 1, 'clean')
  }
  return (
    <>
      <div className={styles.head} aria-hidden>
        <span className={styles.number}>#</span>
        <span>Clean prompt</span>
        <span>Corrupt prompt</span>
        <span title={`Several answers are separated by ${ANSWER_DELIMITER}`}>Answer</span>
        <span title={`Several answers are separated by ${ANSWER_DELIMITER}`}>Wrong answer</span>
      </div>
      <div ref={scroll} className={styles.scroll}>
        {lead}
        <div
          className={styles.rows}
          style={{ height: virtual.getTotalSize() }}
          role="list"
          aria-label="Prompt pairs"
        >
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index]
            const check = checks[row.key]
            return (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="listitem"
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
                data-problem={(check?.row === row && blocking(check.result, metric).length > 0) || undefined}
              >
                <PromptRowView
                  {...handlers}
                  row={row}
                  index={index}
                  check={check}
                  example={index === 0 ? example : undefined}
                  focus={wish?.key === row.key ? wish.field : null}
                />
              </div>
            )
          })}
        </div>
        <div className={styles.afterRows}>
          <Button variant="default" leftSection={<Plus size={14} />} onClick={addRow}>
            Add row
          </Button>
          <span>
            Enter goes to the next row. Paste rows from a spreadsheet, JSON, JSONL or CSV into any field.
          </span>
        </div>
      </div>
    </>
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
