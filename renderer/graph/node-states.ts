import type { ComputationalGraph } from '../../engine/graph'
import type { EdgeLook } from './looks'

export type NodeState = 'live' | 'open' | 'idle'

/**
 * `live`: touches an edge that is in a circuit; `open`: only undecided ones; else `idle`. `open` names nodes whose
 * undecided edges are not among the looks: graphs too large to draw each.
 */
export function nodeStates(
  graph: ComputationalGraph,
  looks: readonly EdgeLook[],
  open: Iterable<string> = [],
): Map<string, NodeState> {
  const states = new Map<string, NodeState>()
  for (const name of open) states.set(name, 'open')
  for (const { edge, kind } of looks) {
    const isOpen = kind === 'undecided' || kind === 'testing'
    for (const name of [
      graph.senders[graph.edgeSender[edge]].name,
      graph.receivers[graph.edgeReceiver[edge]].node,
    ]) {
      if (!isOpen) states.set(name, 'live')
      else if (!states.has(name)) states.set(name, 'open')
    }
  }
  return states
}

/** The nodes that an undecided edge leaves or enters. `isUndecided` is [edgeCount]. */
export function openNodes(
  graph: ComputationalGraph,
  isUndecided: (edge: number) => boolean,
): ReadonlySet<string> {
  const senders = new Uint8Array(graph.senders.length)
  const receivers = new Uint8Array(graph.receivers.length)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (!isUndecided(edge)) continue
    senders[graph.edgeSender[edge]] = 1
    receivers[graph.edgeReceiver[edge]] = 1
  }
  return new Set([
    ...graph.senders.filter((_, at) => senders[at]).map(({ name }) => name),
    ...graph.receivers.filter((_, at) => receivers[at]).map(({ node }) => node),
  ])
}
