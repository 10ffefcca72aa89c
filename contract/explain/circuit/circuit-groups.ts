import type { Sender } from '../../../engine/graph'
import { colourOfGroup } from '../role-groups'
import type { NodeRole, RoleName, SuggestedRoles } from '../roles'
import type { AttributionMeans } from './attribution-means'
import type { CircuitGroup } from './explained-circuit'
import { groupSentence, suggestionOf } from './group-sentence'
import type { SaidOfNode } from './said-of-nodes'
import {
  NOT_SHOWN_OF_INPUT,
  NOT_SHOWN_OF_MLPS,
  NOT_SHOWN_OF_MODEL,
  NOT_SHOWN_OF_PERSON,
  NOT_SHOWN_WITHOUT_ROLE,
  ROLE_WORDS,
} from './role-words'

interface GroupedNodes {
  senders: readonly Sender[]
  said: readonly SaidOfNode[]
  accepted: readonly NodeRole[]
  suggested: readonly SuggestedRoles[]
  means: AttributionMeans | null
  isWholeModel: boolean
}

/** Nodes of one label together, the group nearest to the logits first. */
export function groupsOf(nodes: GroupedNodes): CircuitGroup[] {
  const rowsOf = new Map<string, number[]>()
  nodes.said.forEach((said, row) => {
    const id = groupId(said, nodes.senders[row])
    rowsOf.set(id, [...(rowsOf.get(id) ?? []), row])
  })
  return [...rowsOf]
    .map(([id, rows]) => ({ group: groupOf(id, rows, nodes), layer: meanLayer(rows, nodes.senders) }))
    .sort((a, b) => rankOf(b.group) - rankOf(a.group) || b.layer - a.layer)
    .map(({ group }) => group)
}

/** Roles come first, what has none after them. */
function rankOf({ kind }: CircuitGroup): number {
  return ['input', 'mlps', 'heads', 'role'].indexOf(kind)
}

/** Labels are free text: they cannot be taken for the ids of nodes without a role. */
function groupId({ said, label }: SaidOfNode, { kind }: Sender): string {
  return said ? `role ${label}` : kind
}

function meanLayer(rows: readonly number[], senders: readonly Sender[]): number {
  return rows.reduce((sum, row) => sum + senders[row].layer, 0) / rows.length
}

const KIND_OF_UNSAID = { head: 'heads', mlp: 'mlps', input: 'input' } as const

function groupOf(id: string, rows: readonly number[], all: GroupedNodes): CircuitGroup {
  const said = rows.map((row) => all.said[row])
  const names = rows.map((row) => all.senders[row].name)
  const roles = all.accepted.filter(({ node }) => names.includes(node))
  const { label } = said[0]
  const role = said.every((each) => each.role === said[0].role) ? said[0].role : null
  const kind = said[0].said ? 'role' : KIND_OF_UNSAID[all.senders[rows[0]].kind]
  const suggestedFor = new Map(all.suggested.map((each) => [each.head, each]))
  const suggested = names.filter((_, at) => said[at].said === 'suggested')
  const isWeak = (node: string) =>
    role !== null && suggestionOf(role, suggestedFor.get(node))?.confidence === 'weak'
  const weak = suggested.filter(isWeak)
  const ownEvidence = [...new Set(roles.map(({ evidence }) => evidence.trim()))].filter(Boolean)
  return {
    id,
    label,
    role,
    colour: kind === 'role' ? (roles[0]?.colour ?? (role && colourOfGroup(label, role, all.accepted))) : null,
    kind,
    nodes: names,
    suggested,
    weak,
    unsupported: role ? names.filter((node) => !suggestionOf(role, suggestedFor.get(node))) : [],
    evidence: groupSentence({ label, role, kind, nodes: names, weak, ownEvidence }, suggestedFor, all.means),
    notShown: notShownOf(kind, role, all.isWholeModel),
    attribution: all.means && sumOf(names, all.means),
    keyScore: role && ROLE_WORDS[role].keyScore,
  }
}

function notShownOf(kind: CircuitGroup['kind'], role: RoleName | null, isWholeModel: boolean): string {
  if (role) return ROLE_WORDS[role].notShown
  if (kind === 'mlps') return NOT_SHOWN_OF_MLPS
  if (kind === 'input') return NOT_SHOWN_OF_INPUT
  if (kind === 'heads') return isWholeModel ? NOT_SHOWN_OF_MODEL : NOT_SHOWN_WITHOUT_ROLE
  return NOT_SHOWN_OF_PERSON
}

function sumOf(nodes: readonly string[], means: AttributionMeans): number {
  return nodes.reduce((sum, node) => sum + (means.ofNode.get(node)?.clean ?? 0), 0)
}
