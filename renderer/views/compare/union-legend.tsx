import type { RunComparison } from '../../../contract'
import { PortKey } from '../../graph/port-key'
import { LegendBar } from '../../plots/ramp-legend'
import { formatCount } from '../../widgets/format'
import { Space } from '../../widgets/panes'
import { RoleLegend } from '../../widgets/role-legend'
import { SideSwatch } from './side-swatch'
import styles from './union-legend.module.css'

/** What the lines and arrows of the union mean. */
export function UnionLegend({ comparison, hidden }: { comparison: RunComparison; hidden: number }) {
  return (
    <LegendBar label="Legend">
      <span className={styles.line}>
        <SideSwatch side="onlyA" /> only in run {comparison.a.number} (A)
      </span>
      <span className={styles.line}>
        <SideSwatch side="onlyB" /> only in run {comparison.b.number} (B)
      </span>
      <span className={styles.line}>
        <SideSwatch side="both" /> in both
      </span>
      {hidden > 0 && (
        <span className={styles.amber} title="Too many to draw: the lists at the right hold them all">
          {formatCount(hidden)} not drawn
        </span>
      )}
      <RoleLegend />
      <Space />
      <span className={styles.ports}>
        <PortKey />
      </span>
    </LegendBar>
  )
}
