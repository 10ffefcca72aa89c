import type { ReactNode } from 'react'
import { Space } from '../../widgets/panes'
import styles from './panel.module.css'

interface PanelProps {
  title: string
  note?: ReactNode
  /** Switches at the right end of the title. */
  actions?: ReactNode
  isWide?: boolean
  children: ReactNode
}

/** The panels of a stage in a grid. `isOneRow`: in one row, which fills the height. */
export function Panels({ isOneRow, children }: { isOneRow?: boolean; children: ReactNode }) {
  return (
    <div className={styles.panels} data-rows={isOneRow ? 'one' : undefined}>
      {children}
    </div>
  )
}

/** One chart or table with its title. */
export function Panel({ title, note, actions, isWide, children }: PanelProps) {
  return (
    <section className={styles.panel} aria-label={title} data-wide={isWide || undefined}>
      <header className={styles.panelHead}>
        <h2 className={styles.panelTitle}>{title}</h2>
        {note && <span className={styles.panelNote}>{note}</span>}
        <Space />
        {actions}
      </header>
      {children}
    </section>
  )
}
