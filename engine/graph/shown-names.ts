import { edgeName } from './names'
import type { ComputationalGraph } from './computational-graph'

/** A node as the interface writes it: `9.9` for a head, `MLP 3`, `embed`, `logits`. Files and hover have its long name. */
export function shownNode(node: string): string {
  if (node === 'input') return 'embed'
  const head = /^a(\d+)\.h(\d+)$/.exec(node)
  if (head) return `${head[1]}.${head[2]}`
  const mlp = /^m(\d+)$/.exec(node)
  return mlp ? `MLP ${mlp[1]}` : node
}

/** A receiver: `9.9.q` for `a9.h9<q>`, else its node. */
export function shownReceiver(receiver: string): string {
  const input = /^(.*)<([qkv])>$/.exec(receiver)
  return input ? `${shownNode(input[1])}.${input[2]}` : shownNode(receiver)
}

/** `9.9.q ← 7.3` for `a7.h3->a9.h9<q>`: what reads first, as the effect is looked for from the logits down. A path of several edges likewise. */
export function shownEdgeName(name: string): string {
  return name.split('->').reverse().map(shownReceiver).join(' ← ')
}

/** {@link shownEdgeName} of an edge of a graph. */
export function shownEdge(graph: ComputationalGraph, edge: number): string {
  return shownEdgeName(edgeName(graph, edge))
}
