import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildGraph, edgeName } from '../../engine/graph'
import { normals } from '../../testing/random-numbers'
import { SMALL } from '../models'

/** GPT-2 small's graph: 32,491 edges. */
const graph = buildGraph({ layers: SMALL.layers, heads: SMALL.heads, mlps: true, parallel: false })
const DRAWN = 756

/** Circuit files of random scores in a folder: one in which every edge has a score, one of 756 edges alone. */
export function writeCircuitFiles(folder: string): { every: string; some: string } {
  const normal = normals(3)
  const scores = Float64Array.from(
    { length: graph.edgeCount },
    () => Math.exp(2 * normal()) * Math.sign(normal()),
  )
  const step = graph.edgeCount / DRAWN
  const chosen = new Set(Array.from({ length: DRAWN }, (_, at) => Math.floor((at + 0.5) * step)))
  return {
    every: write('every', (edge) => ({ in_graph: true, score: scores[edge] })),
    some: write('some', (edge) => ({
      in_graph: chosen.has(edge),
      ...(chosen.has(edge) && { score: scores[edge] }),
    })),
  }

  function write(name: string, entry: (edge: number) => object): string {
    const file = path.join(folder, `${name}.json`)
    const edges = Object.fromEntries(
      Array.from({ length: graph.edgeCount }, (_, edge) => [edgeName(graph, edge), entry(edge)]),
    )
    const nodes = Object.fromEntries(graph.senders.map((sender) => [sender.name, { in_graph: true }]))
    const cfg = { n_layers: SMALL.layers, n_heads: SMALL.heads, d_model: SMALL.dModel }
    writeFileSync(file, JSON.stringify({ cfg, nodes: { ...nodes, logits: { in_graph: true } }, edges }))
    return file
  }
}
