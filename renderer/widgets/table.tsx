import type { ComponentProps, ReactNode } from 'react'
import styles from './table.module.css'

export interface Column<Row> {
  id: string
  title: ReactNode
  /** What the column is called where its title is empty. */
  label?: string
  /** Words begin at the left; numbers, the default, end at the right. */
  isText?: boolean
  /** Its cells name their rows. */
  isRowHead?: boolean
  /** Gives way where it is narrow: a title over more than one line, or row heads in a narrow window. */
  wraps?: 'title' | 'row-heads'
  cell: (row: Row) => ReactNode
  /** What else the cell of a row has: a tooltip, a class. */
  cellProps?: (row: Row) => ComponentProps<'td'>
  titleProps?: ComponentProps<'th'>
}

interface TableProps<Row> {
  label?: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string | number
  /** In a panel of its own with lines between its rows; under a title without any; or in the narrow inspector. */
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
      aria-label={label}
      data-text={isText || undefined}
      data-wraps={wraps === 'title' || undefined}
      {...titleProps}
    >
      {title}
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
            {cell(row)}
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
