import type { NodeRole } from '../../contract'
import { shownNode } from '../../engine/graph'

/** `9.9: Name mover. 0.71 of its attention goes to the answer. (on IOI)` */
export function roleText({ node, label, evidence, promptsName }: NodeRole): string {
  const on = promptsName ? ` (on ${promptsName})` : ''
  return `${shownNode(node)}: ${label}${evidence ? `. ${evidence}` : ''}${on}`
}

/** `a9.h9` -> `Name mover`, for the ends of an edge `sender: Name mover`; empty where nobody said anything. */
export function endsText(byNode: ReadonlyMap<string, NodeRole>, sender: string, receiver: string): string {
  const [from, to] = [byNode.get(sender), byNode.get(receiver)]
  return [from && `sender: ${from.label}`, to && `receiver: ${to.label}`].filter(Boolean).join(', ')
}
