import { Tooltip } from '@mantine/core'
import type { RoleGroup } from '../../contract'
import { shownNode } from '../../engine/graph'
import { useShownRoles } from '../state/shown-roles'
import { shortened } from './format'
import { RoleSwatch } from './role-mark'
import styles from './role-legend.module.css'

/** A tooltip must fit on the screen. */
const MOST_CHARACTERS = 400

/** The groups of roles on screen; nothing where nobody said any. */
export function RoleLegend() {
  const { groups } = useShownRoles()
  if (groups.length === 0) return null
  return (
    <span className={styles.legend} role="list" aria-label="Roles">
      {groups.map((group) => (
        <Tooltip key={group.label} label={shortened(groupText(group), MOST_CHARACTERS)}>
          <span className={styles.group} role="listitem" aria-label={groupText(group)}>
            <RoleSwatch colour={group.colour} />
            <span className={styles.label}>{group.label}</span>
          </span>
        </Tooltip>
      ))}
    </span>
  )
}

/** `Name mover: 9.6, 9.9` */
function groupText({ label, nodes }: RoleGroup): string {
  return `${label}: ${nodes.map(shownNode).join(', ')}`
}
