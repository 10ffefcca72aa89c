import styles from './port-key.module.css'

/** Which arrowhead goes into the q, k and v of a head. */
export function PortKey() {
  return (
    <span className={styles.ports}>
      <span className="dim">input</span>
      <i data-port="q" /> q
      <i data-port="k" /> k
      <i data-port="v" /> v
    </span>
  )
}
