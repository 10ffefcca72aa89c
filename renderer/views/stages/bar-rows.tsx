import { shownEdgeName } from '../../../engine/graph'
import { rampColor } from '../../graph/ramp'
import { formatSigned } from '../../state/edge-values'
import { useShownRoles } from '../../state/shown-roles'
import { useScheme } from '../../theme/use-scheme'
import { RoleSwatch } from '../../widgets/role-mark'
import styles from './bar-rows.module.css'

export interface Bar {
  /** Of a node, a receiver or an edge, as in files. */
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

/** Signed bars around a common zero, each a button with its number; names of nodes have the hue of their role. */
export function BarRows({ label, bars, largest, sign, selected, onSelect }: BarRowsProps) {
  const scheme = useScheme()
  const { byNode } = useShownRoles()
  const isLong = bars.some(({ name }) => shownEdgeName(name).length > 11)
  return (
    <div className={styles.bars} role="list" aria-label={label}>
      {bars.map(({ name, value }) => {
        const role = byNode.get(name)
        const shown = shownEdgeName(name)
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
              onClick={() => onSelect(name)}
            >
              <span className={styles.barName} title={role ? `${name}: ${role.label}` : name}>
                {role && <RoleSwatch colour={role.colour} />} {shown}
              </span>
              <span className={styles.barTrack}>
                <i style={{ ...side, background: rampColor(sign * share, scheme) }} />
              </span>
              <span className={styles.barValue}>
                <span className="spoken">, effect </span>
                {formatSigned(value)}
                {role && <span className="spoken">, {role.label}</span>}
              </span>
            </button>
          </div>
        )
      })}
    </div>
  )
}
