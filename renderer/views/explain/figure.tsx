import { useRef, type ReactNode } from 'react'
import { Space } from '../../widgets/panes'
import { SaveFigure, type FigureData } from '../../widgets/save-figure'
import { TermText } from '../../widgets/term'
import styles from './figure.module.css'

interface FigureProps {
  title: string
  note?: ReactNode
  data?: FigureData | null
  actions?: ReactNode
  children: ReactNode
}

/** One figure of the panel with its title, which can be saved: its numbers and its picture. */
export function Figure({ title, note, data, actions, children }: FigureProps) {
  const figure = useRef<HTMLElement>(null)
  return (
    <section ref={figure} className={styles.figure} aria-label={title}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <TermText text={title} />
        </h3>
        {note && <span className={styles.note}>{note}</span>}
        <Space />
        <span className={styles.actions} data-control>
          {actions}
          {data && <SaveFigure title={title} data={data} figure={figure} />}
        </span>
      </header>
      {children}
    </section>
  )
}

/** What scrolls where it is long. */
export function Bounded({ children }: { children: ReactNode }) {
  return <div className={styles.bounded}>{children}</div>
}
