import type { NodeRole, RoleName, SuggestedRoles } from '../roles'
import { ROLE_TITLES } from '../roles'
import type { Said } from './explained-circuit'

/** What a node is grouped by. */
export interface SaidOfNode {
  label: string
  role: RoleName | null
  said: Said
  suggestion: SuggestedRoles['suggestions'][number] | null
}

/** Of nodes that nobody said anything of. */
const UNSAID_LABELS = { head: 'No role yet', mlp: 'MLPs', input: 'Embedding' } as const

/**
 * What each node does: as a person said it, else the first suggestion. A suggested node joins the group that people
 * made of that role, under the name they gave it.
 */
export function saidOfNodes(
  nodes: readonly { name: string; kind: keyof typeof UNSAID_LABELS }[],
  accepted: readonly NodeRole[],
  suggested: readonly SuggestedRoles[],
): SaidOfNode[] {
  const saidBy = new Map(accepted.map((role) => [role.node, role]))
  const suggestedFor = new Map(suggested.map(({ head, suggestions }) => [head, suggestions[0]]))
  const labels = acceptedLabels(accepted)
  return nodes.map(({ name, kind }) => {
    const said = saidBy.get(name)
    const suggestion = suggestedFor.get(name) ?? null
    if (said) return { label: said.label, role: said.role, said: 'accepted', suggestion }
    if (!suggestion) return { label: UNSAID_LABELS[kind], role: null, said: null, suggestion }
    const { role } = suggestion
    return { label: labels.get(role) ?? ROLE_TITLES[role], role, said: 'suggested', suggestion }
  })
}

/** The name that most nodes of a role were given. */
function acceptedLabels(accepted: readonly NodeRole[]): Map<RoleName, string> {
  const counts = new Map<RoleName, Map<string, number>>()
  for (const { role, label } of accepted) {
    if (!role) continue
    const ofRole = counts.get(role) ?? new Map<string, number>()
    counts.set(role, ofRole.set(label, (ofRole.get(label) ?? 0) + 1))
  }
  return new Map(
    [...counts].map(([role, labels]) => [role, [...labels].sort((a, b) => b[1] - a[1])[0][0]] as const),
  )
}
