import { logitsText, ROLE_TITLES } from '../../../contract'
import { shownNode } from '../../../engine/graph'
import { removeRoles } from '../../state/roles'
import { TermArea } from '../../widgets/term'
import { withMinusSigns } from '../../widgets/format'
import { RoleSwatch } from '../../widgets/role-mark'
import { Button } from '@mantine/core'
import { acceptGroup, acceptableNodes } from './accept-group'
import styles from './group-card.module.css'
import { GroupMembers } from './group-members'
import { GroupName } from './group-name'
import { GroupPrompts } from './group-prompts'
import { NodeEdges } from './node-edges'
import type { GroupCardProps } from './stage-data'

/** A group: its name, one sentence with the numbers, what they leave open; open, its nodes and the prompts that they are of. */
export function GroupCard(props: GroupCardProps) {
  const { data, group, isOpen, onSelect } = props
  const { label, nodes, evidence, notShown, attribution, unsupported, suggested } = group
  const accepted = nodes.filter((node) => !suggested.includes(node))
  return (
    <section className={styles.card} aria-label={label} data-open={isOpen || undefined}>
      <header className={styles.head}>
        {group.colour && <RoleSwatch colour={group.colour} isSuggested={suggested.length === nodes.length} />}
        <TermArea text={group.role ? ROLE_TITLES[group.role] : label}>
          <button
            type="button"
            className={styles.title}
            aria-expanded={isOpen}
            onClick={() => onSelect(isOpen ? null : { kind: 'group', group: group.id })}
          >
            {label} <span className="dim">{nodes.length}</span>
          </button>
        </TermArea>
        {attribution !== null && (
          <span className={styles.adds} title="Together, of the logit difference, directly">
            {logitsText(attribution).replace('-', '−')}
          </span>
        )}
        <AcceptButton {...props} />
      </header>
      <p className={styles.evidence}>{withMinusSigns(evidence)}</p>
      {unsupported.length > 0 && (
        <p className={styles.against}>The numbers do not suggest it of {listed(unsupported)}.</p>
      )}
      <p className={styles.open}>{notShown}</p>
      {isOpen && (
        <>
          {group.kind === 'role' && accepted.length > 0 && data.opened.model.hash && (
            <div className={styles.actions}>
              <GroupName modelHash={data.opened.model.hash} label={label} />
              <Button
                size="compact-xs"
                variant="default"
                onClick={() => void removeRoles(data.opened.model.hash!, accepted)}
              >
                Take back
              </Button>
            </div>
          )}
          <GroupMembers {...props} />
          {props.node !== null && nodes.includes(props.node) && <NodeEdges {...props} />}
          <GroupPrompts {...props} />
        </>
      )}
    </section>
  )
}

const MOST_LISTED = 6

function listed(nodes: readonly string[]): string {
  const more = nodes.length - MOST_LISTED
  return `${nodes.slice(0, MOST_LISTED).map(shownNode).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Accepts what the numbers suggest of all of them, in one go. */
function AcceptButton({ data, group }: GroupCardProps) {
  const count = acceptableNodes(group, data.suggested).length
  const { hash } = data.opened.model
  if (count === 0) return null
  return (
    <Button
      size="compact-xs"
      variant="default"
      flex="none"
      disabled={hash === null}
      title={
        hash === null ? 'Roles are kept by the hash of the model, which is still being computed.' : undefined
      }
      aria-label={`Accept ${count} as ${group.label}`}
      onClick={() => void acceptGroup(data.opened, group, data.suggested)}
    >
      Accept {count}
    </Button>
  )
}
