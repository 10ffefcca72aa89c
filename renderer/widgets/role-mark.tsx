import { Tooltip } from '@mantine/core'
import type { NodeRole, RoleColour } from '../../contract'
import { useShownRoles } from '../state/shown-roles'
import { shortened } from './format'
import { roleText } from './role-text'
import styles from './role-mark.module.css'

/** A tooltip must fit on the screen. */
const MOST_CHARACTERS = 400

/** The colour of a group; its label is to be beside it, or in its tooltip. */
export function RoleSwatch({ colour, isSuggested }: { colour: RoleColour; isSuggested?: boolean }) {
  return (
    <i
      className={styles.swatch}
      data-suggested={isSuggested || undefined}
      style={{ color: `var(--${colour})` }}
      aria-hidden
    />
  )
}

interface RoleMarkProps {
  role: NodeRole
  /** In rows: its colour alone, the label in its tooltip and its name. */
  isCompact?: boolean
}

/** What a person says that a node does: colour and label, the evidence in a tooltip. */
function RoleMark({ role, isCompact = false }: RoleMarkProps) {
  return (
    <Tooltip label={shortened(roleText(role), MOST_CHARACTERS)} events={HOVER}>
      <span
        className={styles.mark}
        data-compact={isCompact || undefined}
        role="note"
        aria-label={`Role: ${role.label}`}
      >
        <RoleSwatch colour={role.colour} />
        {!isCompact && <span className={styles.label}>{role.label}</span>}
      </span>
    </Tooltip>
  )
}

const HOVER = { hover: true, focus: true, touch: true }

/** The role of a node on screen; nothing where nobody said one. */
export function NodeRoleMark({ node, isCompact = false }: { node: string; isCompact?: boolean }) {
  const role = useShownRoles().byNode.get(node)
  return role ? <RoleMark role={role} isCompact={isCompact} /> : null
}
