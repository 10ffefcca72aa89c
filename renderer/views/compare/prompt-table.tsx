import type { CSSProperties } from 'react'
import type { PromptDifference } from '../../../contract'
import { namePrompt } from '../../state/prompt-name'
import { GridRow, GridTable, type GridColumn } from '../../widgets/grid-table'
import type { PromptColumn, PromptSort } from './prompt-differences'
import styles from './prompt-table.module.css'

const ROW_PX = 26

interface PromptTableProps {
  rows: readonly PromptDifference[]
  sort: PromptSort
  onSort: (sort: PromptSort) => void
  text: (value: number) => string
  /** Index of the chosen row, -1 for none. */
  chosen: number
  onChoose: (index: number) => void
}

/** The prompts with the number of each circuit and their difference; sorted by any of them. */
export function PromptTable({ rows, sort, onSort, text, chosen, onChoose }: PromptTableProps) {
  return (
    <GridTable
      label="Prompts of both circuits"
      style={COLUMN_WIDTHS}
      columns={COLUMNS}
      sort={sort}
      onSort={(column) =>
        onSort({ column, descending: sort.column === column ? !sort.descending : STARTS_DOWN.has(column) })
      }
      count={rows.length}
      keyOf={(index) => `${rows[index].rowA} ${rows[index].rowB}`}
      rowHeight={ROW_PX}
      row={(index) => (
        <Row row={rows[index]} index={index} text={text} isChosen={index === chosen} onChoose={onChoose} />
      )}
    />
  )
}

const COLUMN_WIDTHS = {
  '--columns': '34px minmax(0, 1fr) 68px 68px 78px',
  '--column-gap': '8px',
  '--least-width': '340px',
  '--row-height': `${ROW_PX}px`,
} as CSSProperties

const STARTS_DOWN: ReadonlySet<PromptColumn> = new Set(['a', 'b', 'difference'])

const COLUMNS: GridColumn<PromptColumn>[] = [
  { sorts: [['row', '#']], isEnd: true },
  { sorts: [['prompt', 'Prompt']] },
  { sorts: [['a', 'A']], isEnd: true },
  { sorts: [['b', 'B']], isEnd: true },
  { sorts: [['difference', 'B − A']], isEnd: true },
]

interface RowProps {
  row: PromptDifference
  index: number
  text: (value: number) => string
  isChosen: boolean
  onChoose: (index: number) => void
}

function Row({ row, index, text, isChosen, onChoose }: RowProps) {
  const { full } = namePrompt(row.clean, row.rowA)
  const sign = row.difference > 0 ? '+' : ''
  return (
    <GridRow index={index} data-chosen={isChosen || undefined}>
      <span role="cell" className={styles.number}>
        {row.rowA + 1}
      </span>
      <span role="cell" className={styles.prompt}>
        <button type="button" title={full} aria-pressed={isChosen} onClick={() => onChoose(index)}>
          {full.replace(/^#\d+ /, '')}
        </button>
      </span>
      <span role="cell" className={styles.number}>
        {text(row.a)}
      </span>
      <span role="cell" className={styles.number}>
        {text(row.b)}
      </span>
      <span role="cell" className={styles.number} data-side={row.difference > 0 ? 'b' : 'a'}>
        {Number.isNaN(row.difference) ? '–' : `${sign}${text(row.difference)}`}
      </span>
    </GridRow>
  )
}
