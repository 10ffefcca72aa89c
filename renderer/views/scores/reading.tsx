import type { ReactNode } from 'react'
import styles from './reading.module.css'

/** One possible meaning of the scores, with its consequences. */
export function Reading({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.reading} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
