import type { EdgeScores, ModelInfo, PathScore, Site, RunConfig } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { EdgeLook } from '../../graph/looks'
import { isOfModel } from '../../state/belonging'
import type { MethodRun } from '../../state/run-store'
import { nodeOfSite } from '../../state/sites'
import { commonConfig, patchesWith, type Stages } from '../../state/stages'

export type Traced = { kind: 'edges'; scores: EdgeScores } | { kind: 'path'; score: PathScore }

export function tracedOf({ result }: MethodRun): Traced | null {
  if (result?.kind === 'edges') return { kind: 'edges', scores: result.scores }
  if (result?.kind === 'workflow') return { kind: 'edges', scores: result.workflow.trace }
  return result?.kind === 'path' ? { kind: 'path', score: result.score } : null
}

/** One edge of the slot that is looked at. */
export interface TracedEdge {
  /** Row of the scores. */
  row: number
  edge: number
  /** The other end: the sender into the receiver, or the receiver from the sender. */
  name: string
  score: number
}

export type Slot = Pick<Stages, 'traceMode' | 'receiver' | 'sender'>

/** Edges into the receiver (or all three of a head's) or out of the sender, or all that were traced; the largest |effect| first. */
export function edgesOfSlot(graph: ComputationalGraph, scores: EdgeScores, slot: Slot): TracedEdge[] {
  const { traceMode, receiver } = slot
  const found: TracedEdge[] = []
  scores.edge.forEach((edge, row) => {
    if (!isInSlot(graph, edge, slot)) return
    const from = graph.senders[graph.edgeSender[edge]].name
    const to = graph.receivers[graph.edgeReceiver[edge]]
    const isOne = traceMode === 'into' && to.name === receiver
    const name = isOne ? from : traceMode === 'from' ? to.name : `${from}->${to.name}`
    found.push({ row, edge, name, score: scores.score[row] })
  })
  return found.sort((a, b) => Math.abs(b.score) - Math.abs(a.score) || a.edge - b.edge)
}

function isInSlot(graph: ComputationalGraph, edge: number, { traceMode, receiver, sender }: Slot): boolean {
  const to = graph.receivers[graph.edgeReceiver[edge]]
  if (traceMode === 'into') return to.name === receiver || to.node === receiver
  return traceMode !== 'from' || graph.senders[graph.edgeSender[edge]].name === sender
}

/** How many edges the slot has in the model, of which a run may have traced some only. */
export function slotSize(graph: ComputationalGraph, slot: Slot): number {
  let size = 0
  for (let edge = 0; edge < graph.edgeCount; edge++) if (isInSlot(graph, edge, slot)) size++
  return size
}

/** Whether the run traced edges among sites: what another question found is no answer to that. */
export function isAmong({ detail }: Pick<MethodRun, 'detail'>): boolean {
  const { config } = detail
  return config?.method === 'workflow' || (config?.method === 'edges' && config.select.kind === 'list')
}

/** Names in the order they are offered: those of the selection and logits first. A head is offered as its three receivers at once, and each. */
export function offeredSlots(
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

/** What a receiver is called where one is chosen: of a head, which inputs are meant. */
export function slotLabel(graph: ComputationalGraph, name: string): string {
  const isHead = graph.receivers.some((receiver) => receiver.node === name && receiver.name !== name)
  return isHead ? `${name} (q, k and v)` : name
}

/** The slot a click on a node means: of a head q, k or v where that was chosen before, else all three. */
export function slotOfNode(
  graph: ComputationalGraph,
  mode: 'into' | 'from',
  node: string,
  current: string,
): string | null {
  if (mode === 'from') return graph.senders.some(({ name }) => name === node) ? node : null
  const slots = graph.receivers.filter((receiver) => receiver.node === node)
  if (slots.length === 1) return slots[0].name
  const before = graph.receivers.find((receiver) => receiver.name === current)
  return slots.find((slot) => slot.kind === before?.kind)?.name ?? (slots.length > 0 ? node : null)
}

/**
 * The edges of a path `a0.h1->a1.h2<q>->logits`: a sender, then receivers, each of which sends on to the next.
 * Or one sentence on what is wrong with it.
 */
export function pathEdges(
  graph: ComputationalGraph,
  text: string,
): { edges: number[] } | { problem: string } {
  const names = text.split('->').map((name) => name.trim())
  if (names.length < 2 || names.some((name) => name === '')) {
    return { problem: 'A path is a sender and receivers, for example a0.h1->a1.h2<q>->logits.' }
  }
  const edges: number[] = []
  let sender = names[0]
  for (const name of names.slice(1)) {
    const from = graph.senders.findIndex((candidate) => candidate.name === sender)
    if (from < 0) return { problem: `“${sender}” is not a sender of this model.` }
    const to = graph.receivers.find((candidate) => candidate.name === name)
    if (!to) {
      const isHead = graph.senders.some((candidate) => candidate.name === name && candidate.kind === 'head')
      const mend = isHead ? `: write ${name}<q>, ${name}<k> or ${name}<v>` : ''
      return { problem: `“${name}” is not a receiver of this model${mend}.` }
    }
    if (from >= to.senderCount) return { problem: `${sender} comes after ${name}: it cannot write to it.` }
    edges.push(to.firstEdge + from)
    sender = to.node
  }
  return { edges }
}

/** What is drawn of the edges, on one scale; 1 where positive scores are red. */
export function tracedLooks(edges: readonly TracedEdge[], largest: number, sign: 1 | -1): EdgeLook[] {
  const isStrong = ({ score }: TracedEdge) => largest > 0 && Math.abs(score) >= FAINTEST_DRAWN * largest
  const drawn = edges.slice(0, MOST_DRAWN).filter(isStrong)
  return drawn.map(({ edge, score }) => ({
    edge,
    kind: 'kept',
    value: (sign * score) / largest,
    strength: Math.sqrt(Math.abs(score / largest)),
    isCrowded: drawn.length > CROWD,
  }))
}

const MOST_DRAWN = 400
/** Edges with less than this share of the largest effect are in the list only. */
const FAINTEST_DRAWN = 0.02
/** From this many edges on, each is drawn lighter. */
const CROWD = 60

/** Names of the edges from and to the sites' nodes, the embedding and the logits among themselves. */
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

export function traceConfig(stages: Stages, graph: ComputationalGraph | null): RunConfig | null {
  const common = commonConfig()
  if (!common) return null
  const { traceMode, receiver, sender, direction, mlps, path } = stages
  const ablation = patchesWith(stages, 'another method')
  if (traceMode === 'among') {
    const edges = graph ? edgesAmong(graph, stages.selected) : []
    return { method: 'edges', ...common, direction, select: { kind: 'list', edges }, mlps, ablation }
  }
  if (traceMode === 'path')
    return { method: 'path', ...common, direction, path: path.replaceAll(' ', ''), ablation }
  const select =
    traceMode === 'into' ? { kind: 'into' as const, receiver } : { kind: 'from' as const, sender }
  return { method: 'edges', ...common, direction, select, mlps, ablation }
}

/** A finished run on this model that answers this very question; null where it has to be asked. */
export function knownTrace(runs: readonly MethodRun[], config: RunConfig, model: ModelInfo): string | null {
  const wanted = JSON.stringify(sorted(config))
  const known = runs.filter(
    ({ summary, detail }) =>
      summary.state === 'done' &&
      isOfModel(detail, model) &&
      JSON.stringify(sorted(detail.config)) === wanted,
  )
  return known.at(-1)?.summary.id ?? null
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  )
}
