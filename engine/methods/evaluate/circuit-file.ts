import { meaningOfBlock, PatchbayError, type CircuitFile, type GivenCircuit } from '../../../contract'
import { edgeIndexByName, type ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'

export interface FileEdges {
  /** [edge] 1 where the file has it in the circuit; edges it does not name are not. */
  kept: Uint8Array
  /** [edge] NaN where the file has none */
  scores: Float64Array
}

/**
 * The edges of a circuit file by index. Nothing is dropped in silence: an edge or node that the graph does not have
 * is refused, and a node out of the circuit whose edge is in it. `whyNoEdge` says what is wrong with an edge's name.
 * @throws PatchbayError (bad-input), one sentence that begins with `fileName`.
 */
export function edgesOfFile(
  graph: ComputationalGraph,
  file: CircuitFile,
  fileName: string,
  whyNoEdge: (name: string) => string,
): FileEdges {
  checkNodes(graph, file, fileName)
  const index = edgeIndexByName(graph)
  const kept = new Uint8Array(graph.edgeCount)
  const scores = new Float64Array(graph.edgeCount).fill(NaN)
  for (const [name, { in_graph: isKept, score }] of Object.entries(file.edges)) {
    const edge = index.get(name)
    if (edge === undefined) throw new PatchbayError('bad-input', whyNoEdge(name))
    if (isKept) checkEnds(graph, edge, { file, fileName, name })
    kept[edge] = isKept ? 1 : 0
    scores[edge] = score ?? NaN
  }
  return { kept, scores }
}

function checkNodes(graph: ComputationalGraph, { nodes }: CircuitFile, fileName: string): void {
  const known = new Set([...graph.senders.map(({ name }) => name), 'logits'])
  const unknown = Object.keys(nodes).find((name) => !known.has(name))
  if (unknown === undefined) return
  throw new PatchbayError(
    'bad-input',
    `${fileName} has the node ${JSON.stringify(unknown.slice(0, 80))}, which the graph of its cfg does not have; nodes are named input, a0.h1, m0 and logits.`,
  )
}

/** A node's own word counts as much as its edges': where they differ, either could be meant. */
function checkEnds(
  graph: ComputationalGraph,
  edge: number,
  { file, fileName, name }: { file: CircuitFile; fileName: string; name: string },
): void {
  const ends = [graph.senders[graph.edgeSender[edge]].name, graph.receivers[graph.edgeReceiver[edge]].node]
  const out = ends.find((node) => Object.hasOwn(file.nodes, node) && !file.nodes[node].in_graph)
  if (out === undefined) return
  throw new PatchbayError(
    'bad-input',
    `${fileName} contradicts itself: the edge ${name} has in_graph true, its node ${out} has it false. Make them agree.`,
  )
}

/**
 * The circuit of a circuit file, for a loaded model.
 * @throws PatchbayError (bad-input): a file of another model, an edge the model does not have, no edges, what
 * edgesOfFile refuses.
 */
export function circuitOfFile(
  graph: ComputationalGraph,
  config: TransformerConfig,
  file: CircuitFile,
  name = 'the circuit file',
): GivenCircuit {
  checkModel(config, file, name)
  const { kept, scores } = edgesOfFile(
    graph,
    file,
    name,
    (edge) => `${name} has the edge ${edge}, which this model does not have: it belongs to another model.`,
  )
  const edges = Int32Array.from(kept.keys()).filter((edge) => kept[edge] === 1)
  if (edges.length === 0) {
    throw new PatchbayError(
      'bad-input',
      `${name} keeps no edge, so there is no circuit to evaluate: set in_graph of its edges.`,
    )
  }
  return {
    name,
    edges,
    scores: scores.every(Number.isNaN) ? null : scores,
    meaning: meaningOfBlock(file.patchbay, name),
  }
}

function checkModel(config: TransformerConfig, { cfg }: CircuitFile, name: string): void {
  const facts: [string, number | boolean, number | boolean][] = [
    ['n_layers', cfg.n_layers, config.layerCount],
    ['n_heads', cfg.n_heads, config.heads],
    ['d_model', cfg.d_model, config.dModel],
    ['parallel_attn_mlp', cfg.parallel_attn_mlp, config.parallel],
  ]
  for (const [fact, found, wanted] of facts) {
    if (found === wanted) continue
    throw new PatchbayError(
      'bad-input',
      `${name} is of another model: its ${fact} is ${found}, this model's is ${wanted}.`,
    )
  }
}
