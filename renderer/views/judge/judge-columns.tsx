import type { ReactNode } from 'react'
import styles from './judge-columns.module.css'

/** Two columns of panels, which share the height between them: charts take what lists leave. */
export function JudgeColumns({ left, right }: { left: ReactNode; right: ReactNode }) {
  return (
    <div className={styles.columns}>
      <div className={styles.column}>{left}</div>
      <div className={styles.column}>{right}</div>
    </div>
  )
}

/** A panel with a chart, which takes the room that is left. */
export function ChartBox({ children }: { children: ReactNode }) {
  return <div className={styles.chart}>{children}</div>
}

const HEAD_PX = 54
const LEAST_PX = 230

/** A panel with a list, no higher than its rows: where there is less room, it scrolls. */
export function ContentBox({ rows, rowPx, children }: { rows: number; rowPx: number; children: ReactNode }) {
  const content = HEAD_PX + Math.max(1, rows) * rowPx
  return (
    <div className={styles.content} style={{ maxHeight: content, minHeight: Math.min(content, LEAST_PX) }}>
      {children}
    </div>
  )
}
