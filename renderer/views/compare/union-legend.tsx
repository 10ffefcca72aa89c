import type { RunComparison } from '../../../contract'
import { formatCount } from '../../widgets/format'
import styles from './compare.module.css'

/** What the lines and arrows of the union mean. */
export function UnionLegend({ comparison, hidden }: { comparison: RunComparison; hidden: number }) {
  return (
    <div className={styles.legend} role="group" aria-label="Legend">
      <span>
        <i className={styles.swatch} data-side="onlyA" /> only in run {comparison.a.number} (A)
      </span>
      <span>
        <i className={styles.swatch} data-side="onlyB" /> only in run {comparison.b.number} (B)
      </span>
      <span>
        <i className={styles.swatch} /> in both
      </span>
      {hidden > 0 && (
        <span className={styles.amber} title="Too many to draw: the lists at the right hold them all">
          {formatCount(hidden)} not drawn
        </span>
      )}
      <div className={styles.space} />
      <span className={styles.hint}>
        input <i className={styles.portQ} /> q <i className={styles.portK} /> k <i className={styles.portV} />{' '}
        v
      </span>
    </div>
  )
}
