import { useShownRoles } from '../state/shown-roles'
import { RoleSwatch } from './role-mark'
import styles from './edge-role-marks.module.css'

/** The hues of both ends of an edge, the sender's first; what they mean is to be in the row's title and name. */
export function EdgeRoleMarks({ sender, receiver }: { sender: string; receiver: string }) {
  const { byNode } = useShownRoles()
  const [from, to] = [byNode.get(sender), byNode.get(receiver)]
  if (!from && !to) return null
  return (
    <span className={styles.ends} aria-hidden>
      {from ? <RoleSwatch colour={from.colour} /> : <i className={styles.none} />}
      {to ? <RoleSwatch colour={to.colour} /> : <i className={styles.none} />}
    </span>
  )
}
