import type { RunComparison } from '../../../contract'
import { formatCount } from '../../widgets/format'
import { Space } from '../../widgets/panes'
import { SideSwatch } from './side-swatch'
import styles from './union-legend.module.css'

/** What the lines and arrows of the union mean. */
export function UnionLegend({ comparison, hidden }: { comparison: RunComparison; hidden: number }) {
  return (
    <div className={styles.legend} role="group" aria-label="Legend">
      <span>
        <SideSwatch side="onlyA" /> only in run {comparison.a.number} (A)
      </span>
      <span>
        <SideSwatch side="onlyB" /> only in run {comparison.b.number} (B)
      </span>
      <span>
        <SideSwatch side="both" /> in both
      </span>
      {hidden > 0 && (
        <span className={styles.amber} title="Too many to draw: the lists at the right hold them all">
          {formatCount(hidden)} not drawn
        </span>
      )}
      <Space />
      <span className={styles.hint}>
        input <i className={styles.portQ} /> q <i className={styles.portK} /> k <i className={styles.portV} />{' '}
        v
      </span>
    </div>
  )
}
