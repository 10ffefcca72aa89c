import { quantile } from '../../plots/quantile'
import { percent } from './judge-data'
import styles from './share-strips.module.css'

export interface ShareStrip {
  name: string
  /** A longer name, for a tooltip. */
  hint?: string
  mean: number | null
  /** What the mean is of; none for a value that is so by definition. */
  values: readonly number[]
  /** What one of them is, e.g. `prompt`. */
  each: string
  tone: 'accent' | 'dim' | 'plain'
}

/** Shares far beyond 0 and 100 % are drawn at these ends, so that one prompt does not squeeze the others. */
const MOST = { low: -0.6, high: 1.6 }
const HEIGHT = 26
const MIDDLE = HEIGHT / 2

/** Means as bars with what they are of as dots, and its quartiles: a bare mean would hide how they differ. */
export function ShareStrips({ label, strips }: { label: string; strips: readonly ShareStrip[] }) {
  const all = strips.flatMap(({ mean, values }) => [...values, mean ?? 0]).filter(Number.isFinite)
  const low = Math.max(MOST.low, Math.min(0, ...all))
  const high = Math.min(MOST.high, Math.max(1, ...all))
  const room = 0.02 * (high - low)
  const at = (share: number) =>
    (100 * (Math.min(high, Math.max(low, share)) - low + room)) / (high - low + 2 * room)
  return (
    <div className={styles.strips} role="list" aria-label={label}>
      {strips.map((strip, index) => (
        <div
          key={`${index} ${strip.name}`}
          role="listitem"
          className={styles.strip}
          aria-label={`${strip.name}, ${percent(strip.mean)}${spreadText(strip)}`}
        >
          <span className={styles.name} title={strip.hint ?? strip.name}>
            {strip.name}
          </span>
          <svg className={styles.track} height={HEIGHT} width="100%" aria-hidden>
            <line className={styles.axis} x1={`${at(0)}%`} x2={`${at(0)}%`} y1={0} y2={HEIGHT} />
            <line className={styles.axis} x1={`${at(1)}%`} x2={`${at(1)}%`} y1={0} y2={HEIGHT} />
            <Drawn strip={strip} at={at} />
          </svg>
          <span className={styles.value}>{percent(strip.mean)}</span>
        </div>
      ))}
    </div>
  )
}

function Drawn({ strip: { mean, values, tone }, at }: { strip: ShareStrip; at: (share: number) => number }) {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b)
  const [first, third] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
  return (
    <>
      {mean !== null && (
        <rect
          className={styles.bar}
          data-tone={tone}
          x={`${at(Math.min(0, mean))}%`}
          width={`${Math.max(0.2, at(Math.max(0, mean)) - at(Math.min(0, mean)))}%`}
          y={MIDDLE - 6}
          height={12}
          rx={2}
        />
      )}
      {sorted.length > 3 && (
        <rect
          className={styles.box}
          x={`${at(first)}%`}
          width={`${Math.max(0.2, at(third) - at(first))}%`}
          y={MIDDLE - 9}
          height={18}
          rx={2}
        />
      )}
      {thinned(sorted).map((value, index) => (
        <circle key={index} className={styles.dot} cx={`${at(value)}%`} cy={MIDDLE + rowOf(index)} r={2.2} />
      ))}
    </>
  )
}

/** More dots than this cover each other. */
const MOST_DOTS = 600

/** Every so many of sorted values, both ends among them. */
function thinned(sorted: readonly number[]): readonly number[] {
  if (sorted.length <= MOST_DOTS) return sorted
  const step = (sorted.length - 1) / (MOST_DOTS - 1)
  return Array.from({ length: MOST_DOTS }, (_, dot) => sorted[Math.round(dot * step)])
}

/** Dots of nearly one value beside each other, not over each other. */
function rowOf(index: number): number {
  return [0, -4, 4][index % 3]
}

/** `, from −28.2 % to 98.0 % over 32 prompts` */
function spreadText({ values, each }: ShareStrip): string {
  const known = values.filter(Number.isFinite)
  if (known.length === 0) return ''
  const [low, high] = [Math.min(...known), Math.max(...known)]
  return `, from ${percent(low)} to ${percent(high)} over ${known.length} ${each}${known.length === 1 ? '' : 's'}`
}
