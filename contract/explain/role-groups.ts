import { MAX_ROLE_EVIDENCE, MAX_ROLE_PROMPTS } from '../limits'
import { ROLE_COLOURS, ROLE_NAMES, ROLE_TITLES } from './roles'
import type { NodeRole, RoleColour, RoleSuggestion } from './roles'

/** Nodes that do the same, as a person said. */
export interface RoleGroup {
  label: string
  colour: RoleColour
  /** In the order of the model. */
  nodes: string[]
}

/** The groups in the order of their first nodes in the model. */
export function roleGroups(roles: readonly NodeRole[]): RoleGroup[] {
  const groups = new Map<string, RoleGroup>()
  for (const { node, label, colour } of [...roles].sort((a, b) => compareNodes(a.node, b.node))) {
    const group = groups.get(label)
    if (group) group.nodes.push(node)
    else groups.set(label, { label, colour, nodes: [node] })
  }
  return [...groups.values()]
}

/** Earlier in the model first: the embedding, then of each layer its heads and its MLP, then the logits. */
export function compareNodes(a: string, b: string): number {
  const [first, second] = [orderOf(a), orderOf(b)]
  const at = first.findIndex((part, i) => part !== second[i])
  return at < 0 ? 0 : first[at] - second[at]
}

function orderOf(node: string): [layer: number, head: number] {
  if (node === 'input') return [-1, 0]
  const [, layer, head] = /^[am](\d+)(?:\.h(\d+))?$/.exec(node) ?? []
  if (layer === undefined) return [Infinity, 0]
  return [Number(layer), head === undefined ? Infinity : Number(head)]
}

/** The role of this title, whatever its case; null for a label of the person's own. */
export function roleWithTitle(label: string): NodeRole['role'] {
  return ROLE_NAMES.find((role) => ROLE_TITLES[role].toLowerCase() === label.toLowerCase()) ?? null
}

/** The colour of a group: the one it has, else its role's, else one that no other group has. */
export function colourOfGroup(
  label: string,
  role: NodeRole['role'],
  others: readonly NodeRole[],
): RoleColour {
  const group = others.find((other) => other.label === label)
  if (group) return group.colour
  if (role) return ROLE_COLOURS[ROLE_NAMES.indexOf(role) % ROLE_COLOURS.length]
  const taken = new Set(others.map(({ colour }) => colour))
  return (
    ROLE_COLOURS.find((colour) => !taken.has(colour)) ?? ROLE_COLOURS[others.length % ROLE_COLOURS.length]
  )
}

/** A suggestion that a person accepts as it is. `others`: what is said of other nodes of the model. */
export function acceptedRole(
  node: string,
  { role, sentence }: Pick<RoleSuggestion, 'role' | 'sentence'>,
  promptsName: string,
  others: readonly NodeRole[],
): NodeRole {
  const label = ROLE_TITLES[role]
  return {
    node,
    label,
    role,
    colour: colourOfGroup(label, role, others),
    evidence: sentence.slice(0, MAX_ROLE_EVIDENCE),
    promptsName: promptsName.slice(0, MAX_ROLE_PROMPTS),
  }
}
