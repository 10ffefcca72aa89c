import type { EdgeSide } from './comparison'
import styles from './side-swatch.module.css'

/** A piece of line as the union draws the edges of one side. */
export function SideSwatch({ side }: { side: EdgeSide }) {
  return <i className={styles.swatch} data-side={side} />
}
