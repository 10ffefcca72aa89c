import { ChevronDown, ChevronUp } from 'lucide-react'
import { useEffect, useRef, type ComponentProps, type CSSProperties, type ReactNode } from 'react'
import styles from './table.module.css'
import { TermArea } from './term'
import { VirtualRows, type VirtualRowsHandle } from './virtual-rows'

export interface Sort<Id extends string> {
  column: Id
  descending: boolean
}

/** Several columns may share a cell of two lines, each with its own sorting. */
export interface GridColumn<Id extends string> {
  sorts: readonly (readonly [id: Id, title: string])[]
  /** The name of a column without a title, and what is in its head. */
  label?: string
  head?: ReactNode
  isEnd?: boolean
  /** A sentence on what it says. */
  hint?: string
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
  /** Sets `--columns` and `--column-gap` for head and rows, and `--least-width`, below which it scrolls sideways. */
  style: CSSProperties
  /** The row to scroll to whenever it is another one; -1 for none. */
  shown?: number
  /** Stays below the head while the rows scroll. */
  pinned?: ReactNode
}

/** A table of any number of rows, sorted by clicking its head; only the rows in sight are in the document. */
export function GridTable<Id extends string>(props: GridTableProps<Id>) {
  const { label, count, keyOf, rowHeight, row, style, pinned, shown = -1 } = props
  const rows = useRef<VirtualRowsHandle>(null)
  useEffect(() => {
    if (shown >= 0) rows.current?.scrollTo(shown)
  }, [shown])
  return (
    <div className={styles.grid} style={style} role="table" aria-label={label} aria-rowcount={count + 1}>
      <Head {...props} />
      {pinned && (
        <div role="rowgroup" aria-label="Pinned" className={styles.gridPinned}>
          {pinned}
        </div>
      )}
      <VirtualRows
        count={count}
        keyOf={keyOf}
        rowHeight={rowHeight}
        overscan={10}
        className={styles.gridRows}
        box={{ role: 'rowgroup' }}
        list={{ role: 'presentation' }}
        rowRole="presentation"
        row={row}
        keptAs={label}
        handle={rows}
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
      {columns.map(({ sorts, label, head, isEnd, hint }) => (
        <span
          key={label ?? sorts[0][0]}
          role="columnheader"
          title={hint}
          className={styles.gridTitle}
          data-end={isEnd || undefined}
          aria-sort={sorts.length > 0 ? ariaSort(sorts, sort) : undefined}
        >
          {head ?? (label && <span className="spoken">{label}</span>)}
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
    <TermArea text={title}>
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
    </TermArea>
  )
}
