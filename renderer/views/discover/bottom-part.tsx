import type { ReactNode } from 'react'
import { usePane } from '../../state/maximised'
import { MaximiseButton } from '../../widgets/maximise-button'
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
  const pane = usePane(CHART_PANE)
  return (
    <div {...pane} className={styles.chart}>
      {children}
      <MaximiseButton pane={CHART_PANE} what="the chart" isInCorner />
    </div>
  )
}

const CHART_PANE = 'chart'
