import { rampColor } from '../../graph/ramp'
import { useScheme } from '../../theme/use-scheme'
import styles from './effect-bar.module.css'

/** The size of an effect as a bar in the ramp's colour; `share` of the largest in its table, -1..1. */
export function EffectBar({ share, sign }: { share: number; sign: 1 | -1 }) {
  const scheme = useScheme()
  return (
    <i
      className={styles.bar}
      aria-hidden
      style={{ width: `${Math.max(1, Math.abs(share) * 100)}%`, background: rampColor(sign * share, scheme) }}
    />
  )
}
