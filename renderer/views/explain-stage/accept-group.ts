import {
  acceptedRole,
  suggestionOf,
  type CircuitGroup,
  type NodeRole,
  type OpenedExplanation,
  type SuggestedRoles,
} from '../../../contract'
import { modelRoles, saveRoles } from '../../state/roles'

/** Nodes that the numbers put into the group clearly; where there are none, those that they put there weakly. */
export function acceptableNodes(group: CircuitGroup, suggested: readonly SuggestedRoles[]): string[] {
  const clear = group.suggested.filter(
    (node) => suggestionFor(group, node, suggested)?.confidence === 'clear',
  )
  return clear.length > 0 ? clear : group.suggested
}

export function suggestionFor(group: CircuitGroup, node: string, suggested: readonly SuggestedRoles[]) {
  return (
    group.role &&
    suggestionOf(
      group.role,
      suggested.find(({ head }) => head === node),
    )
  )
}

/** Says of these nodes, under the name that the group has, what the numbers suggest. */
export function acceptGroup(
  opened: OpenedExplanation,
  group: CircuitGroup,
  suggested: readonly SuggestedRoles[],
  nodes = acceptableNodes(group, suggested),
): Promise<void> {
  const { hash } = opened.model
  if (hash === null) return Promise.resolve()
  const others = modelRoles(hash).list
  const roles = nodes.flatMap((node): NodeRole[] => {
    const suggestion = suggestionFor(group, node, suggested)
    if (!suggestion) return []
    const role = acceptedRole(node, suggestion, opened.promptsName, others)
    return [{ ...role, label: group.label, colour: group.colour ?? role.colour }]
  })
  return saveRoles(hash, roles)
}
