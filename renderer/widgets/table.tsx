import type { ComponentProps, ReactNode } from 'react'
import { termTitle } from './term'
import styles from './table.module.css'

export interface Column<Row> {
  id: string
  /** One that is a term explains itself. */
  title: ReactNode
  /** The name of a column whose title is empty. */
  label?: string
  /** Text is aligned left; numbers, the default, right. */
  isText?: boolean
  /** Its cells name their rows; those that are terms explain themselves. */
  isRowHead?: boolean
  /** What may wrap to more than one line: the title, or the row heads in a narrow window. */
  wraps?: 'title' | 'row-heads'
  cell: (row: Row) => ReactNode
  /** Further props of a cell: a tooltip, a class. */
  cellProps?: (row: Row) => ComponentProps<'td'>
  titleProps?: ComponentProps<'th'>
}

interface TableProps<Row> {
  label?: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string | number
  /** In a panel with lines between the rows; under a title without lines; or in the narrow inspector. */
  look: 'panel' | 'plain' | 'inspector'
  isSelected?: (row: Row) => boolean
  /** Makes the whole row answer to a click; the keyboard needs a button in one of its cells. */
  onSelect?: (row: Row) => void
  /** The row that matters most, in bold. */
  isCurrent?: (row: Row) => boolean
}

/** Rows of words and numbers. In a panel it scrolls under its head. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, keyOf, look } = props
  const table = (
    <table className={styles.table} data-look={look} aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <Title key={column.id} column={column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={keyOf(row)} row={row} {...props} />
        ))}
      </tbody>
    </table>
  )
  return look === 'panel' ? <div className={styles.scroll}>{table}</div> : table
}

function Title<Row>({ column: { title, label, isText, wraps, titleProps } }: { column: Column<Row> }) {
  return (
    <th
      scope="col"
      data-text={isText || undefined}
      data-wraps={wraps === 'title' || undefined}
      {...titleProps}
    >
      {termTitle(title)}
      {label && <span className="spoken">{label}</span>}
    </th>
  )
}

function Line<Row>({ row, columns, isSelected, onSelect, isCurrent }: TableProps<Row> & { row: Row }) {
  return (
    <tr
      data-clickable={onSelect ? true : undefined}
      data-selected={isSelected?.(row) || undefined}
      data-current={isCurrent?.(row) || undefined}
      onClick={onSelect && (() => onSelect(row))}
    >
      {columns.map(({ id, isText, isRowHead, wraps, cell, cellProps }) =>
        isRowHead ? (
          <th
            key={id}
            scope="row"
            data-text={isText || undefined}
            data-wraps={wraps === 'row-heads' || undefined}
            {...cellProps?.(row)}
          >
            {termTitle(cell(row))}
          </th>
        ) : (
          <td key={id} data-text={isText || undefined} {...cellProps?.(row)}>
            {cell(row)}
          </td>
        ),
      )}
    </tr>
  )
}
