import type { NodeRole } from '../../contract'
import { edgeName, shownEdge, shownNode, shownReceiver, type ComputationalGraph } from '../../engine/graph'
import { KEPT, REMOVED } from './live-run'
import type { Selection } from './workbench'

export interface Found {
  key: string
  label: string
  /** In files, shown on hover. */
  name: string
  /** What a person said that the node does, or `node`; of edges `kept`, `removed`, `undecided` */
  note: string
  selection: Selection
}

const MOST_FOUND = 30

/**
 * Nodes and edges whose short or long name holds every word of the text: `9.9` and `a9.h9` both find the head,
 * `name mover` the heads of that role, `1.0.k ← 0.1`, `a0.h1->a1.h0<k>` and `0.1 1.0` the edges between the two.
 * Nodes first, then kept edges, then the others.
 * `state` is [edgeCount] of the run on screen, null without one.
 */
export function findInGraph(
  graph: ComputationalGraph,
  text: string,
  state: Uint8Array | null,
  roles: ReadonlyMap<string, NodeRole> = new Map(),
): Found[] {
  const words = text
    .toLowerCase()
    .split(/\s+|->|<-|→|←/)
    .filter(Boolean)
  const labelOf = (node: string) => roles.get(node)?.label.toLowerCase() ?? ''
  const found = nodeNames(graph)
    .filter((name) => words.every((word) => `${spellings(name, name)} ${labelOf(name)}`.includes(word)))
    .map((node): Found => ({
      key: `n:${node}`,
      label: shownNode(node),
      name: node,
      note: roles.get(node)?.label ?? 'node',
      selection: { kind: 'node', node },
    }))
  const senders = graph.senders.map(({ name }) => spellings(name, name))
  const receivers = graph.receivers.map(({ name, node }) => spellings(name, node))
  const others: Found[] = []
  for (let edge = 0; edge < graph.edgeCount && found.length < MOST_FOUND; edge++) {
    if (others.length >= MOST_FOUND && state?.[edge] !== KEPT) continue
    const sender = senders[graph.edgeSender[edge]]
    const receiver = receivers[graph.edgeReceiver[edge]]
    if (!words.every((word) => sender.includes(word) || receiver.includes(word))) continue
    const note = state ? noteOf(state[edge]) : 'edge'
    const item: Found = {
      key: `e:${edge}`,
      label: shownEdge(graph, edge),
      name: edgeName(graph, edge),
      note,
      selection: { kind: 'edge', edge },
    }
    if (note === 'kept') found.push(item)
    else others.push(item)
  }
  return [...found, ...others].slice(0, MOST_FOUND)
}

function nodeNames(graph: ComputationalGraph): string[] {
  return [...graph.senders.map((sender) => sender.name), 'logits']
}

function spellings(name: string, node: string): string {
  return `${name} ${shownReceiver(name)} ${shownNode(node)}`.toLowerCase()
}

function noteOf(state: number): string {
  if (state === KEPT) return 'kept'
  return state === REMOVED ? 'removed' : 'undecided'
}
