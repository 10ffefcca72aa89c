import type { ReactNode } from 'react'
import { rampGradient } from '../graph/ramp'
import { formatSigned } from '../state/edge-values'
import { useScheme } from '../theme/use-scheme'
import { heatGradient } from './heat-ramp'
import { capitalised } from '../widgets/format'
import { TermText } from '../widgets/term'
import styles from './ramp-legend.module.css'

interface RampKeyProps {
  /** What the numbers are: `effect`, `effect (estimate)`. */
  name: string
  /** Largest |value|, at both ends of the ramp. */
  largest: number
  /** 1 where positive values are red, -1 where negative ones are. */
  sign: 1 | -1
  red: string
  blue: string
  /** Areas are painted in softer colours than lines. */
  kind: 'cells' | 'lines'
}

/** The ramp in use with its ends as numbers, and what its colours mean. */
export function RampKey({ name, largest, sign, red, blue, kind }: RampKeyProps) {
  const scheme = useScheme()
  if (!(largest > 0)) return null
  const background = kind === 'cells' ? heatGradient(scheme) : rampGradient(scheme)
  return (
    <span className={styles.rampKey} role="group" aria-label="Legend">
      <b>
        <TermText text={capitalised(name)} />
      </b>
      <span className="dim">{blue}</span>
      <span className="mono">{formatSigned(-sign * largest)}</span>
      <i className={styles.ramp} style={{ background }} />
      <span className="mono">{formatSigned(sign * largest)}</span>
      <span className="dim">{red}</span>
    </span>
  )
}

/** The strip below a drawing or a result. With a label, a screen reader names it. */
export function LegendBar({ label, children }: { label?: string; children: ReactNode }) {
  return (
    <div className={styles.legend} role={label && 'group'} aria-label={label}>
      {children}
    </div>
  )
}
