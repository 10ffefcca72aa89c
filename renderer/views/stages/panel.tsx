import type { ReactNode } from 'react'
import styles from './stages.module.css'

interface PanelProps {
  title: string
  note?: ReactNode
  /** Switches at the right end of the title. */
  actions?: ReactNode
  isWide?: boolean
  children: ReactNode
}

/** One chart or table with its title. */
export function Panel({ title, note, actions, isWide, children }: PanelProps) {
  return (
    <section className={styles.panel} aria-label={title} data-wide={isWide || undefined}>
      <header className={styles.panelHead}>
        <h2 className={styles.panelTitle}>{title}</h2>
        {note && <span className={styles.panelNote}>{note}</span>}
        <span className={styles.toolbarSpace} />
        {actions}
      </header>
      {children}
    </section>
  )
}
