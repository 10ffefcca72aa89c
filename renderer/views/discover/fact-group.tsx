import { Facts } from '../../widgets/panes'
import type { FactGroup } from './edge-groups'
import styles from './fact-group.module.css'

/** Facts below a small title. */
export function FactGroupShown({ title, facts }: FactGroup) {
  return (
    <>
      <h4 className={styles.group}>{title}</h4>
      <Facts facts={facts} />
    </>
  )
}
