import { Fragment } from 'react'
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
        <>
          <i className={styles.circuit} /> judged
        </>
      ) : (
        series.slice(0, MOST_NAMED).map(({ name, color, isDashed }) => (
          <Fragment key={name}>
            <i className={styles.line} style={{ borderColor: color }} data-dashed={isDashed || undefined} />{' '}
            {name}
          </Fragment>
        ))
      )}
      {series.length > MOST_NAMED && <span>and {series.length - MOST_NAMED} more</span>}
      {hasMeans(series) && <span>lines through means</span>}
      {hasOpen && (
        <>
          <i className={styles.open} /> not judged
        </>
      )}
      {hasBand && (
        <>
          <i className={styles.band} /> random circuits
        </>
      )}
      {hasWorst && (
        <>
          <i className={styles.worst} /> worst prompt
        </>
      )}
    </span>
  )
}
