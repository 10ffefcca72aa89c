import { rampColor } from '../../graph/ramp'
import { formatSigned } from '../../state/edge-values'
import { useScheme } from '../../theme/use-scheme'
import styles from './bar-rows.module.css'

export interface Bar {
  name: string
  value: number
}

interface BarRowsProps {
  label: string
  bars: readonly Bar[]
  largest: number
  /** 1 where positive values are red. */
  sign: 1 | -1
  selected: string | null
  onSelect: (name: string) => void
}

/** Signed bars around a common zero, each a button with its number. */
export function BarRows({ label, bars, largest, sign, selected, onSelect }: BarRowsProps) {
  const scheme = useScheme()
  const isLong = bars.some(({ name }) => name.length > 11)
  return (
    <div className={styles.bars} role="list" aria-label={label}>
      {bars.map(({ name, value }) => {
        const share = largest > 0 ? value / largest : 0
        const width = `${Math.max(0.8, Math.abs(share) * 50)}%`
        const side = share < 0 ? { right: '50%', width } : { left: '50%', width }
        return (
          <div key={name} role="listitem">
            <button
              type="button"
              className={styles.barRow}
              data-long={isLong || undefined}
              aria-pressed={selected === name}
              aria-label={`${name}, effect ${formatSigned(value).replace('−', '-')}`}
              onClick={() => onSelect(name)}
            >
              <span className={styles.barName} title={name}>
                {name}
              </span>
              <span className={styles.barTrack}>
                <i style={{ ...side, background: rampColor(sign * share, scheme) }} />
              </span>
              <span className={styles.barValue}>{formatSigned(value)}</span>
            </button>
          </div>
        )
      })}
    </div>
  )
}
