import styles from './share-bars.module.css'
import { percent } from './judge-data'

export interface ShareBar {
  name: string
  /** A longer name, for a tooltip. */
  hint?: string
  /** null where it is not defined. */
  share: number | null
  tone: 'accent' | 'dim' | 'amber' | 'plain'
}

/** Shares on one axis from 0 to 100 %, extended to any share beyond. */
export function ShareBars({ label, bars }: { label: string; bars: readonly ShareBar[] }) {
  const shares = bars.flatMap(({ share }) => (share === null ? [] : [share]))
  const low = Math.min(0, ...shares)
  const high = Math.max(1, ...shares)
  const at = (share: number) => `${(100 * (share - low)) / (high - low)}%`
  const width = (share: number) => `${(100 * Math.abs(share)) / (high - low)}%`
  return (
    <div className={styles.scroll} role="list" aria-label={label}>
      {bars.map(({ name, hint, share, tone }, index) => (
        <div
          key={`${index} ${name}`}
          role="listitem"
          className={styles.shareRow}
          aria-label={`${name}, ${percent(share)}`}
        >
          <span className={styles.barName} title={hint ?? name}>
            {name}
          </span>
          <span className={styles.shareTrack}>
            <b style={{ left: at(0) }} />
            <b style={{ left: at(1) }} />
            {share !== null && (
              <i data-tone={tone} style={{ left: at(Math.min(0, share)), width: width(share) }} />
            )}
          </span>
          <span className={styles.barValue}>{percent(share)}</span>
        </div>
      ))}
    </div>
  )
}
