import { useRef, type ReactNode } from 'react'
import { usePane } from '../../state/maximised'
import { MaximiseButton } from '../../widgets/maximise-button'
import { Space } from '../../widgets/panes'
import { TermText } from '../../widgets/term'
import { SaveFigure, type FigureData } from '../../widgets/save-figure'
import styles from './panel.module.css'

interface PanelProps {
  title: string
  note?: ReactNode
  /** Switches at the right end of the title. */
  actions?: ReactNode
  isWide?: boolean
  /** What can be saved of it; null while there is nothing. */
  data?: FigureData | null
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
export function Panel({ title, note, actions, isWide, data, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null)
  const pane = usePane(title)
  return (
    <section
      {...pane}
      ref={panel}
      className={styles.panel}
      aria-label={title}
      data-wide={isWide || undefined}
    >
      <header className={styles.panelHead}>
        <h2 className={styles.panelTitle}>
          <TermText text={title} />
        </h2>
        {note && <span className={styles.panelNote}>{note}</span>}
        <Space />
        <span className={styles.panelActions} data-control>
          {actions}
          {data && <SaveFigure title={title} data={data} figure={panel} />}
          <MaximiseButton pane={title} what={title} />
        </span>
      </header>
      {children}
    </section>
  )
}
