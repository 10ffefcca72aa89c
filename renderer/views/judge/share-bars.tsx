import { VirtualRows } from '../../widgets/virtual-rows'
import { percent } from './judge-data'
import styles from './share-bars.module.css'

export interface ShareBar {
  name: string
  /** The whole name, of which as much is shown as there is room for. */
  hint?: string
  /** null where it is not defined. */
  share: number | null
  tone: 'accent' | 'dim' | 'amber' | 'plain'
}

export const SHARE_ROW_PX = 24
/** Longer lists have only the rows in sight in the document. */
const MOST_PLAIN_ROWS = 400

/** Shares on one axis from 0 to 100 %, extended to any share beyond. */
export function ShareBars({ label, bars }: { label: string; bars: readonly ShareBar[] }) {
  const shares = bars.flatMap(({ share }) => (share === null ? [] : [share]))
  const low = shares.reduce((least, share) => Math.min(least, share), 0)
  const high = shares.reduce((most, share) => Math.max(most, share), 1)
  const axis = { low, span: high - low }
  if (bars.length > MOST_PLAIN_ROWS) {
    return (
      <VirtualRows
        count={bars.length}
        keyOf={(index) => index}
        rowHeight={SHARE_ROW_PX}
        overscan={10}
        box={{ role: 'list', 'aria-label': label }}
        list={{ role: 'presentation' }}
        rowRole="presentation"
        row={(index) => <Bar bar={bars[index]} axis={axis} />}
      />
    )
  }
  return (
    <div className={styles.scroll} role="list" aria-label={label}>
      {bars.map((bar, index) => (
        <Bar key={`${index} ${bar.name}`} bar={bar} axis={axis} />
      ))}
    </div>
  )
}

function Bar({
  bar: { name, hint, share, tone },
  axis: { low, span },
}: {
  bar: ShareBar
  axis: { low: number; span: number }
}) {
  const at = (value: number) => `${(100 * (value - low)) / span}%`
  return (
    <div role="listitem" className={styles.shareRow} aria-label={`${name}, ${percent(share)}`}>
      <span className={styles.barName} title={hint ?? name}>
        {hint ?? name}
      </span>
      <span className={styles.shareTrack}>
        <b style={{ left: at(0) }} />
        <b style={{ left: at(1) }} />
        {share !== null && (
          <i
            data-tone={tone}
            style={{ left: at(Math.min(0, share)), width: `${(100 * Math.abs(share)) / span}%` }}
          />
        )}
      </span>
      <span className={styles.barValue}>{percent(share)}</span>
    </div>
  )
}
