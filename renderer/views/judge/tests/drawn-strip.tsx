import { quantile } from '../../../plots/quantile'
import styles from './drawn-strip.module.css'

interface DrawnStripProps {
  title: string
  hint: string
  /** The value in question. */
  own: number
  /** What it is seen among. */
  drawn: Float64Array
  /** The axis is from 0 to here. */
  high: number
  text: (value: number) => string
}

const HEIGHT = 26
const MIDDLE = HEIGHT / 2
/** More dots than this cover each other. */
const MOST_DOTS = 600

/** One value among random ones, which are dots with their middle half as a box. */
export function DrawnStrip({ title, hint, own, drawn, high, text }: DrawnStripProps) {
  const sorted = Array.from(drawn).sort((a, b) => a - b)
  const at = (value: number) => `${2 + (96 * value) / (high || 1)}%`
  const [first, third] = [0.25, 0.75].map((share) => quantile(sorted, share))
  const step = Math.max(1, Math.ceil(sorted.length / MOST_DOTS))
  const spread =
    sorted.length > 0 ? `; random circuits from ${text(sorted[0])} to ${text(sorted[sorted.length - 1])}` : ''
  return (
    <div role="listitem" className={styles.strip} aria-label={`${title}: ${text(own)}${spread}`} title={hint}>
      <span className={styles.name}>{title}</span>
      <svg className={styles.track} height={HEIGHT} width="100%" aria-hidden>
        <line className={styles.axis} x1={at(0)} x2={at(high)} y1={MIDDLE} y2={MIDDLE} />
        {sorted.length > 3 && (
          <rect
            className={styles.box}
            x={at(first)}
            width={`${Math.max(0.2, (96 * (third - first)) / (high || 1))}%`}
            y={MIDDLE - 9}
            height={18}
            rx={2}
          />
        )}
        {sorted.map((value, index) =>
          index % step === 0 ? (
            <circle
              key={index}
              className={styles.dot}
              cx={at(value)}
              cy={MIDDLE + [0, -4, 4][index % 3]}
              r={2.2}
            />
          ) : null,
        )}
        <svg x={at(own)} y={MIDDLE} overflow="visible">
          <path className={styles.own} d="M0 -8 L6 0 L0 8 L-6 0 Z" />
        </svg>
      </svg>
      <span className={styles.value}>{text(own)}</span>
    </div>
  )
}
