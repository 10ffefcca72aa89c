import { quantile } from './quantile'
import styles from './strip.module.css'

interface StripProps {
  values: ArrayLike<number>
  /** Both ends of the axis, the same for every row of a table. */
  domain: [number, number]
  /** Index of the value to point at, -1 for none. */
  marked: number
  width?: number
  label: string
}

const HEIGHT = 16
const PAD = 5

/** One value for each prompt along a line, with their quartiles as a box: it shows whether a mean hides anything. */
export function Strip({ values, domain, marked, width = 150, label }: StripProps) {
  const span = domain[1] - domain[0] || 1
  const at = (value: number) => PAD + ((value - domain[0]) / span) * (width - 2 * PAD)
  const sorted = Array.from(values)
    .filter(Number.isFinite)
    .sort((a, b) => a - b)
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share))
  const zero = domain[0] <= 0 && domain[1] >= 0 ? at(0) : null
  return (
    <svg className={styles.strip} width={width} height={HEIGHT} role="img" aria-label={label}>
      {zero !== null && <line className={styles.zero} x1={zero} x2={zero} y1={1} y2={HEIGHT - 1} />}
      {sorted.length > 0 && (
        <>
          <rect
            x={at(low)}
            y={4}
            width={Math.max(1, at(high) - at(low))}
            height={8}
            rx={1.5}
            fill="var(--raised)"
            stroke="var(--line)"
          />
          <line x1={at(middle)} x2={at(middle)} y1={3} y2={13} stroke="var(--text-dim)" strokeWidth={1.4} />
        </>
      )}
      {Array.from(values, (value, prompt) =>
        Number.isFinite(value) && prompt !== marked ? (
          <circle key={prompt} cx={at(value)} cy={8} r={2} fill="var(--text-dim)" fillOpacity={0.75} />
        ) : null,
      )}
      {marked >= 0 && Number.isFinite(values[marked]) && (
        <circle cx={at(values[marked])} cy={8} r={3.4} fill="none" stroke="var(--amber)" strokeWidth={1.6} />
      )}
    </svg>
  )
}
