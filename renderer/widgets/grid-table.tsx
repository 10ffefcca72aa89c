import { ChevronDown, ChevronUp } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import styles from './table.module.css'
import { VirtualRows } from './virtual-rows'

export interface Sort<Id extends string> {
  column: Id
  descending: boolean
}

/** Several columns may share a cell of two lines, each with its own sorting. */
export interface GridColumn<Id extends string> {
  sorts: readonly (readonly [id: Id, title: string])[]
  /** The name of a column without a title. */
  label?: string
  isEnd?: boolean
}

interface GridTableProps<Id extends string> {
  label: string
  columns: readonly GridColumn<Id>[]
  sort: Sort<Id>
  onSort: (column: Id) => void
  count: number
  keyOf: (index: number) => string
  rowHeight: number
  row: (index: number) => ReactNode
  /** Sets `--columns` and `--column-gap` for head and rows. */
  className: string
}

/** A table of any number of rows, sorted by clicking its head; only the rows in sight are in the document. */
export function GridTable<Id extends string>(props: GridTableProps<Id>) {
  const { label, count, keyOf, rowHeight, row, className } = props
  return (
    <div className={`${styles.grid} ${className}`} role="table" aria-label={label} aria-rowcount={count + 1}>
      <Head {...props} />
      <VirtualRows
        count={count}
        keyOf={keyOf}
        rowHeight={rowHeight}
        overscan={10}
        box={{ role: 'rowgroup' }}
        list={{ role: 'presentation' }}
        rowRole="presentation"
        row={row}
      />
    </div>
  )
}

interface GridRowProps extends Omit<ComponentProps<'div'>, 'role' | 'className'> {
  /** Counted from 0, without the head. */
  index: number
}

export function GridRow({ index, children, ...rest }: GridRowProps) {
  return (
    <div {...rest} role="row" aria-rowindex={index + 2} className={styles.gridRow}>
      {children}
    </div>
  )
}

type HeadProps<Id extends string> = Pick<GridTableProps<Id>, 'columns' | 'sort' | 'onSort'>

function Head<Id extends string>({ columns, sort, onSort }: HeadProps<Id>) {
  return (
    <div className={styles.gridHead} role="row" aria-rowindex={1}>
      {columns.map(({ sorts, label, isEnd }) => (
        <span
          key={label ?? sorts[0][0]}
          role="columnheader"
          aria-label={label}
          className={styles.gridTitle}
          data-end={isEnd || undefined}
          aria-sort={sorts.length > 0 ? ariaSort(sorts, sort) : undefined}
        >
          {sorts.map(([id, title], position) => (
            <span key={id}>
              {position > 0 && '/ '}
              <SortButton title={title} sort={sort.column === id ? sort : null} onSort={() => onSort(id)} />
            </span>
          ))}
        </span>
      ))}
    </div>
  )
}

function ariaSort<Id extends string>(
  sorts: GridColumn<Id>['sorts'],
  { column, descending }: Sort<Id>,
): 'ascending' | 'descending' | 'none' {
  if (!sorts.some(([id]) => id === column)) return 'none'
  return descending ? 'descending' : 'ascending'
}

interface SortButtonProps {
  title: string
  /** null while the rows are sorted by something else. */
  sort: { descending: boolean } | null
  onSort: () => void
}

function SortButton({ title, sort, onSort }: SortButtonProps) {
  const Arrow = sort?.descending ? ChevronDown : ChevronUp
  return (
    <button
      type="button"
      className={styles.sort}
      data-active={sort !== null || undefined}
      aria-label={`Sort by ${title}`}
      onClick={onSort}
    >
      {title}
      {sort && <Arrow size={12} aria-hidden />}
    </button>
  )
}
