import type { ReactNode } from 'react'
import styles from './bottom-part.module.css'

/** The title of a part of the bottom panel. */
export function PartTitle({ hint, children }: { hint?: string; children: ReactNode }) {
  return (
    <h2 className={styles.title} title={hint}>
      {children}
    </h2>
  )
}

/** The right end of the bottom panel: a chart that fills the height. */
export function ChartPart({ children }: { children: ReactNode }) {
  return <div className={styles.chart}>{children}</div>
}
