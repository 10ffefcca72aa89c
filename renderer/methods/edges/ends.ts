import type { EdgeScores, Site } from '../../../contract'
import { shownReceiver, type ComputationalGraph } from '../../../engine/graph'
import { nodeOfSite } from '../../state/sites'
import type { TracedEdge } from '../../views/stages/stage-results'

/** Which edges are shown: those into the receiver, from the sender, or among the selected sites. */
export const EDGE_MODES = ['into', 'from', 'among'] as const
export type EdgeMode = (typeof EDGE_MODES)[number]
export interface EdgeQuery {
  mode: EdgeMode
  receiver: string
  sender: string
}

/** Edges into the receiver (or all three of a head's) or from the sender, or all that were traced; the largest |effect| first. */
export function edgesMatching(graph: ComputationalGraph, scores: EdgeScores, query: EdgeQuery): TracedEdge[] {
  const { mode, receiver } = query
  const found: TracedEdge[] = []
  scores.edge.forEach((edge, row) => {
    if (!matches(graph, edge, query)) return
    const from = graph.senders[graph.edgeSender[edge]].name
    const to = graph.receivers[graph.edgeReceiver[edge]]
    const isOne = mode === 'into' && to.name === receiver
    const name = isOne ? from : mode === 'from' ? to.name : `${from}->${to.name}`
    found.push({ row, edge, name, score: scores.score[row] })
  })
  return found.sort((a, b) => Math.abs(b.score) - Math.abs(a.score) || a.edge - b.edge)
}

function matches(graph: ComputationalGraph, edge: number, { mode, receiver, sender }: EdgeQuery): boolean {
  const to = graph.receivers[graph.edgeReceiver[edge]]
  if (mode === 'into') return to.name === receiver || to.node === receiver
  return mode !== 'from' || graph.senders[graph.edgeSender[edge]].name === sender
}

/** How many such edges the model has, of which a run may have traced only some. */
export function countMatching(graph: ComputationalGraph, query: EdgeQuery): number {
  let size = 0
  for (let edge = 0; edge < graph.edgeCount; edge++) if (matches(graph, edge, query)) size++
  return size
}

/** Names in the order they are offered: those of the selection and logits first. A head is offered as a whole and as each of its receivers. */
export function offeredEnds(
  graph: ComputationalGraph,
  mode: 'into' | 'from',
  selected: readonly Site[],
): { first: string[]; others: string[] } {
  const nodes = new Set(selected.map(nodeOfSite))
  const all =
    mode === 'into' ? receiversByNode(graph) : graph.senders.map(({ name }) => ({ name, node: name }))
  const first = all.filter(({ node }) => nodes.has(node) || node === 'logits').map(({ name }) => name)
  return { first, others: all.map(({ name }) => name).filter((name) => !first.includes(name)) }
}

/** In test order of the graph, each head before its q, k and v. */
function receiversByNode(graph: ComputationalGraph): { name: string; node: string }[] {
  const offered = new Map<string, { name: string; node: string }>()
  for (const { name, node } of graph.receivers) {
    if (name !== node && !offered.has(node)) {
      for (const each of [node, ...graph.receivers.filter((one) => one.node === node).map((one) => one.name)])
        offered.set(each, { name: each, node })
    } else offered.set(name, { name, node })
  }
  return [...offered.values()]
}

/** The label of a sender or receiver in a menu; a whole head names the three inputs it covers. */
export function endLabel(graph: ComputationalGraph, name: string): string {
  const isHead = graph.receivers.some((receiver) => receiver.node === name && receiver.name !== name)
  return isHead ? `${shownReceiver(name)} (q, k and v)` : shownReceiver(name)
}

/** The end that a click on a node selects: for a head, the q, k or v chosen before, else all three. */
export function endOfNode(
  graph: ComputationalGraph,
  mode: 'into' | 'from',
  node: string,
  current: string,
): string | null {
  if (mode === 'from') return graph.senders.some(({ name }) => name === node) ? node : null
  const ends = graph.receivers.filter((receiver) => receiver.node === node)
  if (ends.length === 1) return ends[0].name
  const before = graph.receivers.find((receiver) => receiver.name === current)
  return ends.find((end) => end.kind === before?.kind)?.name ?? (ends.length > 0 ? node : null)
}

/** Names of the edges that join the sites' nodes, the embedding and the logits with one another. */
export function edgesAmong(graph: ComputationalGraph, selected: readonly Site[]): string[] {
  const nodes = new Set<string | null>([...selected.map(nodeOfSite), 'input', 'logits'])
  const names: string[] = []
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const from = graph.senders[graph.edgeSender[edge]].name
    const to = graph.receivers[graph.edgeReceiver[edge]]
    if (nodes.has(from) && nodes.has(to.node)) names.push(`${from}->${to.name}`)
  }
  return names
}
