import { useVirtualizer } from '@tanstack/react-virtual'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { useRef } from 'react'
import type { RunSummary } from '../../../contract'
import { nextSort, type RunColumn, type RunSort } from './run-list'
import { RunRow } from './run-row'
import styles from './runs.module.css'

const ROW_PX = 52

interface RunTableProps {
  runs: RunSummary[]
  sort: RunSort
  onSort: (sort: RunSort) => void
  /** Ids of the runs chosen for comparison, at most two. */
  chosen: readonly string[]
  onChoose: (id: string) => void
}

/** Only the rows in sight are in the document. */
export function RunTable({ runs, sort, onSort, chosen, onChoose }: RunTableProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => runs[index].id,
    overscan: 10,
  })
  return (
    <div className={styles.table} role="table" aria-label="Runs" aria-rowcount={runs.length + 1}>
      <Head sort={sort} onSort={onSort} />
      <div ref={scroll} className={styles.scroll} role="rowgroup">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map(({ index, key, start }) => (
            <RunRow
              key={key}
              run={runs[index]}
              index={index}
              top={start}
              isChosen={chosen.includes(runs[index].id)}
              onChoose={onChoose}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

/** Two columns of numbers share a cell of two lines, each with its own sorting. */
const HEAD: [RunColumn, string][][] = [
  [['number', '#']],
  [['name', 'Name']],
  [['state', 'State']],
  [
    ['model', 'Model'],
    ['prompts', 'Prompts'],
  ],
  [
    ['metric', 'Metric'],
    ['threshold', 'τ'],
  ],
  [['edgesKept', 'Edges kept']],
  [
    ['metricFinal', 'Circuit'],
    ['faithfulness', 'Faithful'],
  ],
  [
    ['created', 'Started'],
    ['elapsed', 'Took'],
  ],
]

function Head({ sort, onSort }: Pick<RunTableProps, 'sort' | 'onSort'>) {
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      <span role="columnheader" aria-label="Chosen for comparison" />
      {HEAD.map((columns) => (
        <span
          key={columns[0][0]}
          role="columnheader"
          className={styles.headCell}
          data-column={columns[0][0]}
          aria-sort={ariaSort(
            columns.map(([column]) => column),
            sort,
          )}
        >
          {columns.map(([column, label], position) => (
            <span key={column}>
              {position > 0 && '/ '}
              <SortButton column={column} label={label} sort={sort} onSort={onSort} />
            </span>
          ))}
        </span>
      ))}
      <span role="columnheader" aria-label="Actions" />
    </div>
  )
}

function ariaSort(columns: RunColumn[], sort: RunSort): 'ascending' | 'descending' | 'none' {
  if (!columns.includes(sort.column)) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}

interface SortButtonProps {
  column: RunColumn
  label: string
  sort: RunSort
  onSort: (sort: RunSort) => void
}

function SortButton({ column, label, sort, onSort }: SortButtonProps) {
  const isActive = sort.column === column
  const Arrow = sort.descending ? ChevronDown : ChevronUp
  return (
    <button
      type="button"
      className={styles.sort}
      data-active={isActive || undefined}
      aria-label={`Sort by ${label}`}
      onClick={() => onSort(nextSort(sort, column))}
    >
      {label}
      {isActive && <Arrow size={12} aria-hidden />}
    </button>
  )
}
