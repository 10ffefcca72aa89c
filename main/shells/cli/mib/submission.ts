import {
  importanceOf,
  meaningOfBlock,
  MIB_SIZES,
  PatchbayError,
  type CircuitFile,
  type ScoreMeaning,
} from '../../../../contract'
import { rankEdges } from '../../../../engine/host'

/** [edge] how much each matters, in the order of the file. @throws PatchbayError where an edge has no score. */
export function importanceOfFile(file: CircuitFile, name: string): Float64Array {
  const meaning = meaningOfBlock(file.patchbay, name)
  const scores = Object.entries(file.edges).map(([edge, { score }]) => {
    if (typeof score === 'number') return score
    throw new PatchbayError(
      'conflict',
      `${name} has no score of the edge ${edge}: MIB needs one of every edge.`,
    )
  })
  if (!meaning) throw new PatchbayError('conflict', `${name} does not say what its scores are.`)
  return importanceOf(scores, meaning)
}

/** All edges with how much they matter, positive = matters, as MIB reads it. */
export function importancesFile(
  file: CircuitFile,
  importance: ArrayLike<number>,
  { method, ablation }: { method: string; ablation: string },
): CircuitFile {
  const edges = Object.keys(file.edges).map((name, edge) => [
    name,
    { score: importance[edge], in_graph: true },
  ])
  const scores: ScoreMeaning = { kind: 'gain', method, ablation }
  return {
    cfg: file.cfg,
    nodes: nodesOf(file, () => true),
    edges: Object.fromEntries(edges) as CircuitFile['edges'],
    patchbay: { ...provenanceOf(file), scores },
  }
}

/** The circuits of the nine sizes below all edges, by how many percent of the edges they have at most. */
export function sizedFiles(
  importances: CircuitFile,
  by: 'signed' | 'absolute',
): { percent: string; file: object }[] {
  const names = Object.keys(importances.edges)
  const order = rankEdges(
    names.map((name) => importances.edges[name].score!),
    by,
  )
  return MIB_SIZES.slice(0, -1).map((part) => {
    const kept = new Set([...order.subarray(0, Math.floor(part * names.length))].map((edge) => names[edge]))
    const touched = new Set([...kept].flatMap((name) => name.replace(/<[qkv]>$/, '').split('->')))
    const edges = names.map((name) => [name, { in_graph: kept.has(name) }])
    return {
      percent: String(Number((100 * part).toPrecision(6))),
      file: {
        cfg: importances.cfg,
        nodes: nodesOf(importances, (name) => touched.has(name)),
        edges: Object.fromEntries(edges),
        patchbay: importances.patchbay,
      },
    }
  })
}

function nodesOf({ nodes }: CircuitFile, has: (name: string) => boolean): CircuitFile['nodes'] {
  return Object.fromEntries(Object.keys(nodes).map((name) => [name, { in_graph: has(name) }]))
}

/** What the circuit is of, without its prompts. */
function provenanceOf({ patchbay }: CircuitFile): Record<string, unknown> {
  const { format, method, model, metric, direction, ablation, order, versions } = patchbay as Record<
    string,
    unknown
  >
  return { format, method, model, metric, direction, ablation, order, versions }
}
