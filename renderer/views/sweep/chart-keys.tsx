import type { ReactNode } from 'react'
import { hasMeans, type SweepSeries } from './series'
import styles from './chart-keys.module.css'

interface ChartKeysProps {
  hasOpen: boolean
  hasBand: boolean
  hasWorst: boolean
  series: readonly SweepSeries[]
}

/** More lines are counted. */
const MOST_NAMED = 10

/** What the marks of the charts by size mean. */
export function ChartKeys(props: ChartKeysProps) {
  const { hasOpen, hasBand, hasWorst, series } = props
  return (
    <span className={styles.keys}>
      {series.length < 2 ? (
        <Key mark={<i className={styles.circuit} />} text="judged" />
      ) : (
        series
          .slice(0, MOST_NAMED)
          .map(({ name, color, isDashed }) => (
            <Key
              key={name}
              mark={
                <i
                  className={styles.line}
                  style={{ borderColor: color }}
                  data-dashed={isDashed || undefined}
                />
              }
              text={name}
            />
          ))
      )}
      {series.length > MOST_NAMED && <span>and {series.length - MOST_NAMED} more</span>}
      {hasMeans(series) && <span>lines through means</span>}
      {hasOpen && <Key mark={<i className={styles.open} />} text="not judged" />}
      {hasBand && <Key mark={<i className={styles.band} />} text="random circuits" />}
      {hasWorst && <Key mark={<i className={styles.worst} />} text="worst prompt" />}
    </span>
  )
}

/** A mark with what it means: they stay together where lines wrap. */
function Key({ mark, text }: { mark: ReactNode; text: string }) {
  return (
    <span className={styles.key}>
      {mark} {text}
    </span>
  )
}
