import type { ComputationalGraph } from '../../graph'

export interface DecidedSoFar {
  graph: ComputationalGraph
  /** Every edge in the order of the tests. */
  order: ArrayLike<number>
  /** [step] whether the edge was kept, for the steps decided so far */
  kept: ArrayLike<number>
  /** Tests among them: the others were free. */
  tests: number
}

/** What is expected of the edges into one layer's heads, its MLP, or logits that are still undecided. */
export interface ExpectedStage {
  stage: number
  /** Layers that a cut there can change. */
  downstreamLayers: number
  /** Edges that will cost a test; the others are free. */
  tests: number
  /** Edges that will be kept. */
  kept: number
}

/** Which stage of the run an edge is decided in, counted from 0 (logits) in the order of the tests. */
export function stageOfEdge(graph: ComputationalGraph, edge: number): number {
  const { kind, layer } = graph.receivers[graph.edgeReceiver[edge]]
  if (kind === 'logits') return 0
  return 2 * (graph.shape.layers - layer) - (kind === 'mlp' ? 1 : 0)
}

/** How many layers are downstream of the receivers of a stage. */
export function downstreamLayers(stage: number): number {
  return Math.max(0, Math.ceil(stage / 2) - 1)
}

/**
 * How many of the edges that are left will cost a test: those into a node that something kept reads. A node with
 * edges still undecided is read with the probability that one of them is kept, at the rate of the tests so far.
 */
export function expectedStages({ graph, order, kept, tests }: DecidedSoFar): ExpectedStage[] {
  const decided = kept.length
  const isRead = new Uint8Array(graph.senders.length)
  let keptCount = 0
  for (let step = 0; step < decided; step++) {
    if (!kept[step]) continue
    isRead[graph.edgeSender[order[step]]] = 1
    keptCount++
  }
  // One kept edge more and one test more than seen: an early guess that is neither 0 nor 1.
  const keepRate = (keptCount + 1) / (tests + 2)
  /** [sender] probability that nothing reads it */
  const unread = Float64Array.from(isRead, (read) => (read ? 0 : 1))
  const stages: ExpectedStage[] = []
  for (let step = decided; step < order.length; step++) {
    const edge = order[step]
    const node = graph.receivers[graph.edgeReceiver[edge]].sender
    const isTested = node < 0 ? 1 : 1 - unread[node]
    const stage = stageOfEdge(graph, edge)
    if (stages.at(-1)?.stage !== stage)
      stages.push({ stage, downstreamLayers: downstreamLayers(stage), tests: 0, kept: 0 })
    const last = stages[stages.length - 1]
    last.tests += isTested
    last.kept += isTested * keepRate
    unread[graph.edgeSender[edge]] *= 1 - isTested * keepRate
  }
  return stages
}
