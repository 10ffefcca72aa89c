import type { EdgeSide } from './comparison'
import styles from './side-swatch.module.css'

/** A sample of the line that the union draws for the edges of one side. */
export function SideSwatch({ side }: { side: EdgeSide }) {
  return <i className={styles.swatch} data-side={side} />
}
