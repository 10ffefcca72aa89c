import { useVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useImperativeHandle,
  useRef,
  type ComponentProps,
  type ReactNode,
  type Ref,
  type RefObject,
} from 'react'
import { keepScroll, scrolledTo } from '../state/kept-scroll'
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
  /** Its name, unique: it is again where it was scrolled to when it was last on screen, also after a reload. */
  keptAs?: string
}

/** A scrolling box of rows of which only those in sight are in the document: lists of thousands stay fast. */
export function VirtualRows(props: VirtualRowsProps) {
  const { count, keyOf, rowHeight, overscan, row, mostRows, className = '', handle, keptAs } = props
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan,
  })
  useKeptScroll(box, keptAs, count > 0)
  useImperativeHandle(handle, () => ({ scrollTo: (index) => virtual.scrollToIndex(index) }), [virtual])
  return (
    <div
      {...props.box}
      ref={box}
      className={`${mostRows === undefined ? styles.tall : styles.short} ${className}`}
      onScroll={
        keptAs === undefined ? undefined : (event) => keepScroll(keptAs, event.currentTarget.scrollTop)
      }
      style={mostRows === undefined ? undefined : { height: shortHeight(count, mostRows, rowHeight) }}
      data-empty={count === 0 || undefined}
      data-more={(mostRows !== undefined && count > mostRows) || undefined}
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

/** Scrolls to where the list was, once its rows are there. */
function useKeptScroll(box: RefObject<HTMLDivElement | null>, keptAs: string | undefined, hasRows: boolean) {
  useEffect(() => {
    if (keptAs !== undefined && hasRows && box.current) box.current.scrollTop = scrolledTo(keptAs)
  }, [box, keptAs, hasRows])
}

/** Where there are more rows, the last in sight is cut in half: it shows that the list goes on. */
function shortHeight(count: number, mostRows: number, rowHeight: number): number {
  return (count > mostRows ? mostRows + 0.5 : count) * rowHeight
}
