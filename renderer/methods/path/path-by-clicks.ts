import { pathNameOf, shownEdgeName, type ComputationalGraph } from '../../../engine/graph'

/** What of a head reads: each click on it takes the next. */
const INPUTS = ['q', 'k', 'v']

interface PathNode {
  node: string
  /** q, k or v of a head; undefined at the beginning of the path, and of other nodes. */
  input?: string
}

/**
 * The path after a click on a node of the picture: the node comes between those that are there already, as a path
 * runs upwards only. A head is read by its queries; a further click takes its keys, then its values, then leaves it out.
 */
export function pathWithNode(graph: ComputationalGraph, text: string, node: string): string {
  const order = new Map([...graph.senders.map(({ name }) => name), 'logits'].map((name, at) => [name, at]))
  const nodes = nodesOf(text).filter((each) => order.has(each.node))
  if (!order.has(node)) return textOf(nodes)
  const at = nodes.findIndex((each) => each.node === node)
  if (at < 0) {
    const after = [...nodes, { node }].sort((a, b) => order.get(a.node)! - order.get(b.node)!)
    return textOf(after)
  }
  const next = at > 0 && isHead(node) ? INPUTS[INPUTS.indexOf(nodes[at].input ?? 'q') + 1] : undefined
  return textOf(nodes.toSpliced(at, 1, ...(next === undefined ? [] : [{ node, input: next }])))
}

/** The nodes of a path, from its beginning, whether it is whole or not. */
export function nodesOfPath(text: string): string[] {
  return nodesOf(text).map(({ node }) => node)
}

function nodesOf(text: string): PathNode[] {
  if (text.trim() === '') return []
  return pathNameOf(text)
    .split('->')
    .map((name) => {
      const [, node, input] = /^(.*?)(?:<([qkv])>)?$/.exec(name)!
      return { node, input }
    })
}

function textOf(nodes: readonly PathNode[]): string {
  const names = nodes.map(({ node, input }, at) =>
    at > 0 && isHead(node) ? `${node}<${input ?? 'q'}>` : node,
  )
  return shownEdgeName(names.join('->'))
}

function isHead(node: string): boolean {
  return /^a\d+\.h\d+$/.test(node)
}
