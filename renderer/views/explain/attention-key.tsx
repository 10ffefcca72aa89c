import { heatColor } from '../../plots/heat-ramp'
import { useScheme } from '../../theme/use-scheme'
import { attentionDecimals, formatAttention } from '../../widgets/format'
import { attentionColor } from './attention-ramp'
import styles from './attention-key.module.css'

const STEPS = 20

/** Of a small change as many decimals as it takes to see it. */
function changeText(value: number): string {
  const text = formatAttention(value, attentionDecimals(value, 0))
  return value > 0 ? `+${text}` : text
}

/** What the colours of an attention map mean; `largest`: the largest |difference| where differences are drawn. */
export function AttentionKey({ largest }: { largest: number | null }) {
  const scheme = useScheme()
  const stops = Array.from({ length: STEPS + 1 }, (_, i) =>
    largest === null ? attentionColor(i / STEPS, scheme) : heatColor((2 * i) / STEPS - 1, scheme),
  )
  const [name, low, high] =
    largest === null ? ['Attention', '0', '1'] : ['Change', ...[-largest, largest].map(changeText)]
  return (
    <div className={styles.key} role="group" aria-label="Legend">
      <b>{name}</b>
      <span className="mono">{low}</span>
      <svg width={92} height={8} aria-hidden>
        {stops.map((color, i) => (
          <rect key={i} x={(i * 92) / (STEPS + 1)} width={92 / (STEPS + 1) + 0.5} height={8} fill={color} />
        ))}
      </svg>
      <span className="mono">{high}</span>
    </div>
  )
}
