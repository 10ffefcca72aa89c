import { shownEdge, shownNode, type ComputationalGraph } from '../../engine/graph'
import type { Isolation, Selection } from '../state/workbench'

/** The part of a drawing that stays in sight while the rest is dimmed. */
export interface Isolated {
  nodes: ReadonlySet<string>
  edges: ReadonlySet<number>
}

interface Links {
  graph: ComputationalGraph
  into: ReadonlyMap<string, readonly number[]>
  outOf: ReadonlyMap<string, readonly number[]>
}

/**
 * What belongs to a node or edge among `edges`: its `neighbours`; its cone `upstream`, everything it reads directly or not;
 * its cone `downstream`; or all `paths` from the embedding through it to the logits. null where that is nothing.
 */
export function isolate(
  graph: ComputationalGraph,
  edges: Iterable<number>,
  chosen: NonNullable<Selection>,
  by: Isolation,
): Isolated | null {
  const isEdge = chosen.kind === 'edge'
  const links = linksOf(graph, isEdge ? new Set([...edges, chosen.edge]) : edges)
  const [first, last] = isEdge
    ? [senderOf(graph, chosen.edge), receiverOf(graph, chosen.edge)]
    : [chosen.node, chosen.node]
  const found = new Set<number>(isEdge ? [chosen.edge] : [])
  if (by === 'neighbours') {
    if (!isEdge) for (const map of [links.into, links.outOf]) addAll(found, map.get(first) ?? [])
  } else if (by === 'paths') addAll(found, throughEdges(links, first, last))
  else {
    if (by === 'upstream') addAll(found, cone(links, first, 'into').edges)
    if (by === 'downstream') addAll(found, cone(links, last, 'outOf').edges)
  }
  if (found.size === 0) return null
  const nodes = new Set([first, last])
  for (const edge of found) nodes.add(senderOf(graph, edge)).add(receiverOf(graph, edge))
  return { nodes, edges: found }
}

/** `All paths through 9.9: 12 nodes, 34 edges` */
export function isolationText(
  graph: ComputationalGraph,
  chosen: NonNullable<Selection>,
  by: Isolation,
  isolated: Isolated | null,
  noEdges = 'no edge of the circuit',
): string {
  const what = chosen.kind === 'node' ? shownNode(chosen.node) : shownEdge(graph, chosen.edge)
  const title = `${TITLES[by]} ${what}`
  if (!isolated) return `${title}: ${noEdges}`
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
  return `${title}: ${count(isolated.nodes.size, 'node')}, ${count(isolated.edges.size, 'edge')}`
}

const TITLES: Record<Isolation, string> = {
  neighbours: 'Edges of',
  upstream: 'Upstream of',
  downstream: 'Downstream of',
  paths: 'All paths through',
}

/** Edges on the way from the embedding to `first`, and from `last` to the logits. */
function throughEdges(links: Links, first: string, last: string): number[] {
  const { graph } = links
  const fed = cone(links, 'input', 'outOf').nodes
  const heard = cone(links, 'logits', 'into').nodes
  if (!fed.has(first) || !heard.has(last)) return []
  return [
    ...[...cone(links, first, 'into').edges].filter((edge) => fed.has(senderOf(graph, edge))),
    ...[...cone(links, last, 'outOf').edges].filter((edge) => heard.has(receiverOf(graph, edge))),
  ]
}

/** Everything that is reached from a node against (`into`) or along (`outOf`) the edges. */
function cone(
  links: Links,
  start: string,
  way: 'into' | 'outOf',
): { nodes: Set<string>; edges: Set<number> } {
  const nodes = new Set([start])
  const edges = new Set<number>()
  const next = way === 'into' ? senderOf : receiverOf
  // A set is walked in the order of its entries, those added meanwhile included.
  for (const node of nodes) {
    for (const edge of links[way].get(node) ?? []) {
      edges.add(edge)
      nodes.add(next(links.graph, edge))
    }
  }
  return { nodes, edges }
}

function linksOf(graph: ComputationalGraph, edges: Iterable<number>): Links {
  const into = new Map<string, number[]>()
  const outOf = new Map<string, number[]>()
  const add = (map: Map<string, number[]>, node: string, edge: number) => {
    const list = map.get(node)
    if (list) list.push(edge)
    else map.set(node, [edge])
  }
  for (const edge of edges) {
    add(outOf, senderOf(graph, edge), edge)
    add(into, receiverOf(graph, edge), edge)
  }
  return { graph, into, outOf }
}

const senderOf = (graph: ComputationalGraph, edge: number) => graph.senders[graph.edgeSender[edge]].name
const receiverOf = (graph: ComputationalGraph, edge: number) => graph.receivers[graph.edgeReceiver[edge]].node

function addAll(set: Set<number>, edges: Iterable<number>): void {
  for (const edge of edges) set.add(edge)
}
