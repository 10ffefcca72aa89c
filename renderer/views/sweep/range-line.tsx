import type { ReactNode } from 'react'
import styles from './range-line.module.css'

/** Fields of a range in one line, with the words between them. */
export function RangeLine({ children }: { children: ReactNode }) {
  return <div className={styles.range}>{children}</div>
}
