import { useVirtualizer } from '@tanstack/react-virtual'
import { useImperativeHandle, useRef, type ComponentProps, type ReactNode, type Ref } from 'react'
import styles from './virtual-rows.module.css'

export interface VirtualRowsHandle {
  scrollTo(index: number): void
}

interface VirtualRowsProps {
  count: number
  keyOf: (index: number) => string | number
  /** Height of each row, in pixels; an estimate where rows are measured. */
  rowHeight: number
  isMeasured?: boolean
  /** Rows kept on either side of those in sight. */
  overscan: number
  row: (index: number) => ReactNode
  rowRole?: 'listitem' | 'presentation'
  /** As high as its rows, at most this many, under a line; left out, as high as there is room. */
  mostRows?: number
  className?: string
  /** Role and name of the scrolling box, and of the element around the rows. */
  box?: ComponentProps<'div'>
  list?: ComponentProps<'div'>
  /** Scrolls with the rows. */
  before?: ReactNode
  after?: ReactNode
  handle?: Ref<VirtualRowsHandle>
}

/** A scrolling box of rows of which only those in sight are in the document: lists of thousands stay fast. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, keyOf, rowHeight, overscan, row, mostRows, className = '', handle } = props
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan,
  })
  useImperativeHandle(handle, () => ({ scrollTo: (index) => virtual.scrollToIndex(index) }), [virtual])
  return (
    <div
      {...props.box}
      ref={box}
      className={`${mostRows === undefined ? styles.tall : styles.short} ${className}`}
      style={mostRows === undefined ? undefined : { height: Math.min(count, mostRows) * rowHeight }}
      data-empty={count === 0 || undefined}
    >
      {props.before}
      <div {...props.list} className={styles.rows} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={props.isMeasured ? virtual.measureElement : undefined}
            data-index={index}
            role={props.rowRole ?? 'listitem'}
            style={{ transform: `translateY(${start}px)` }}
          >
            {row(index)}
          </div>
        ))}
      </div>
      {props.after}
    </div>
  )
}
