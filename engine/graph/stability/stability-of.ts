import { Circuit } from '../circuit'
import { jaccard } from '../circuit-diff'
import type { ComputationalGraph } from '../computational-graph'
import { meanJaccard, type JaccardPairs, type PairsAlike } from './mean-jaccard'

/** One of the circuits that are to be alike. */
export interface RepeatedCircuit {
  circuit: Circuit
  /** What it was found with, of all that differs between them. */
  values: Readonly<Record<string, string | number | undefined>>
}

/** How often edges and nodes are in circuits, and how alike the circuits are. */
export interface GraphStability {
  circuits: number
  /** [edge] how many of the circuits it is in. */
  edgeCounts: Int32Array
  /** The same of nodes, by their names; all of the graph. */
  nodeCounts: Map<string, number>
  /** All pairs; null of a single circuit. */
  all: PairsAlike | null
  /** By what differs: pairs that have all else in common; without those that have none. */
  byAxis: Map<string, PairsAlike>
}

interface StabilityOptions {
  /** Values by which circuits are of one sample of prompts; where none differs, each circuit is a sample of its own. */
  drawnBy: readonly string[]
  /** Called every few milliseconds, so that others have their turn. */
  breathe?: () => Promise<void>
}

/** Of circuits of one graph that were found with other prompts, thresholds or seeds. */
export async function stabilityOf(
  graph: ComputationalGraph,
  repeated: readonly RepeatedCircuit[],
  { drawnBy, breathe = async () => {} }: StabilityOptions,
): Promise<GraphStability> {
  const nodes = repeated.map(({ circuit }) => nodesOf(graph, circuit))
  const names = nodeNames(graph)
  const pairs = await allPairs(
    repeated.map(({ circuit }) => circuit),
    nodes,
    breathe,
  )
  const sampleOf = samplesOf(repeated, drawnBy)
  const byAxis = new Map<string, PairsAlike>()
  for (const axis of axesOf(repeated)) {
    const alike = await meanJaccard(pairsAlong(axis, pairs, repeated), sampleOf, breathe)
    if (alike) byAxis.set(axis, alike)
  }
  return {
    circuits: repeated.length,
    edgeCounts: countsOf(
      graph.edgeCount,
      repeated.map(({ circuit }) => circuit),
    ),
    nodeCounts: new Map([...countsOf(names.length, nodes)].map((count, node) => [names[node], count])),
    all: await meanJaccard(pairs, sampleOf, breathe),
    byAxis,
  }
}

function nodeNames({ senders }: ComputationalGraph): string[] {
  return [...senders.map(({ name }) => name), 'logits']
}

/** The nodes that touch its edges, by the index of their sender; logits last. */
function nodesOf({ senders, receivers, edgeSender, edgeReceiver }: ComputationalGraph, circuit: Circuit) {
  const nodes = Circuit.empty(senders.length + 1)
  for (const edge of circuit.edges()) {
    const { sender } = receivers[edgeReceiver[edge]]
    nodes.add(edgeSender[edge])
    nodes.add(sender < 0 ? senders.length : sender)
  }
  return nodes
}

function countsOf(size: number, sets: readonly Circuit[]): Int32Array {
  const counts = new Int32Array(size)
  for (const set of sets) for (const member of set.edges()) counts[member]++
  return counts
}

async function allPairs(
  circuits: readonly Circuit[],
  nodes: readonly Circuit[],
  breathe: () => Promise<void>,
): Promise<JaccardPairs> {
  const pairs: JaccardPairs = { first: [], second: [], edges: [], nodes: [] }
  const sizes = [circuits, nodes].map((sets) => sets.map(({ size }) => size))
  const alike = (sets: readonly Circuit[], of: number[], a: number, b: number) => {
    const shared = sets[a].sharedWith(sets[b])
    return jaccard(shared, of[a] + of[b] - 2 * shared)
  }
  for (let first = 0; first < circuits.length; first++) {
    for (let second = first + 1; second < circuits.length; second++) {
      pairs.first.push(first)
      pairs.second.push(second)
      pairs.edges.push(alike(circuits, sizes[0], first, second))
      pairs.nodes.push(alike(nodes, sizes[1], first, second))
    }
    if (first % 8 === 0) await breathe()
  }
  return pairs
}

/** What differs between any of them. */
function axesOf(repeated: readonly RepeatedCircuit[]): string[] {
  const names = new Set(repeated.flatMap(({ values }) => Object.keys(values)))
  return [...names].filter((name) => new Set(repeated.map(({ values }) => values[name])).size > 1)
}

/** [circuit] which sample of prompts it was found on, counted from 0. */
function samplesOf(repeated: readonly RepeatedCircuit[], drawnBy: readonly string[]): number[] {
  const differing = axesOf(repeated).filter((name) => drawnBy.includes(name))
  if (differing.length === 0) return repeated.map((_, circuit) => circuit)
  const keys = repeated.map(({ values }) => JSON.stringify(differing.map((name) => values[name] ?? null)))
  const known = [...new Set(keys)]
  const position = new Map(known.map((key, sample) => [key, sample]))
  return keys.map((key) => position.get(key)!)
}

/** Those pairs that differ by this alone. */
function pairsAlong(axis: string, pairs: JaccardPairs, repeated: readonly RepeatedCircuit[]): JaccardPairs {
  const others = axesOf(repeated).filter((name) => name !== axis)
  const keys = repeated.map(({ values }) => JSON.stringify(others.map((name) => values[name] ?? null)))
  const along: JaccardPairs = { first: [], second: [], edges: [], nodes: [] }
  pairs.first.forEach((first, pair) => {
    if (keys[first] !== keys[pairs.second[pair]]) return
    for (const part of ['first', 'second', 'edges', 'nodes'] as const) along[part].push(pairs[part][pair])
  })
  return along
}
