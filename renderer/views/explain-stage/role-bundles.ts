import type { ReceiverKind } from '../../../engine/graph'

/** Edges of one kind from the nodes of one group to those of another, as one line. */
export interface Bundle {
  id: string
  /** Ids of groups; `logits` at the end. */
  from: string
  to: string
  kind: ReceiverKind
  /** Names of the edges. */
  edges: string[]
}

/** One line for each pair of groups and input, those of most edges last. Edges within a group are bundles too. */
export function bundleEdges(edges: readonly string[], groupOf: (node: string) => string | null): Bundle[] {
  const bundles = new Map<string, Bundle>()
  for (const edge of edges) {
    const { sender, receiver, kind } = endsOf(edge)
    const from = groupOf(sender)
    const to = receiver === 'logits' ? 'logits' : groupOf(receiver)
    if (from === null || to === null) continue
    const id = JSON.stringify([from, to, kind])
    const bundle = bundles.get(id) ?? { id, from, to, kind, edges: [] }
    bundle.edges.push(edge)
    bundles.set(id, bundle)
  }
  return [...bundles.values()].sort((a, b) => a.edges.length - b.edges.length)
}

/** `a7.h3->a9.h9<q>`: from a7.h3 into q of a9.h9. */
export function endsOf(edge: string): { sender: string; receiver: string; kind: ReceiverKind } {
  const [sender, into] = edge.split('->')
  const [, receiver, port] = /^([^<]+)(?:<([qkv])>)?$/.exec(into)!
  const kind = (port ?? (receiver === 'logits' ? 'logits' : 'mlp')) as ReceiverKind
  return { sender, receiver, kind }
}
