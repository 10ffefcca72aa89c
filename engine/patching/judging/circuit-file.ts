import { PatchbayError, type CircuitFile } from '../../../contract'
import { Circuit, edgeIndexByName, type ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'

export interface FileCircuit {
  circuit: Circuit
  /** [edge] NaN where the file has none; null where it has no scores at all. */
  scores: Float64Array | null
}

/**
 * The circuit of a circuit file, for a loaded model.
 * @throws PatchbayError (bad-input): a file of another model, an edge the model does not have, no edges.
 */
export function circuitOfFile(
  graph: ComputationalGraph,
  config: TransformerConfig,
  file: CircuitFile,
): FileCircuit {
  checkModel(config, file)
  const index = edgeIndexByName(graph)
  const circuit = Circuit.empty(graph.edgeCount)
  const scores = new Float64Array(graph.edgeCount).fill(NaN)
  for (const [name, { in_graph: isKept, score }] of Object.entries(file.edges)) {
    const edge = index.get(name)
    if (edge === undefined) {
      throw new PatchbayError(
        'bad-input',
        `the circuit file has the edge ${name}, which this model does not have: it belongs to another model.`,
      )
    }
    if (isKept) circuit.add(edge)
    if (score !== undefined && score !== null) scores[edge] = score
  }
  if (circuit.size === 0) {
    throw new PatchbayError(
      'bad-input',
      'the circuit file keeps no edge, so there is no circuit to evaluate: set in_graph of its edges.',
    )
  }
  return { circuit, scores: scores.every(Number.isNaN) ? null : scores }
}

function checkModel(config: TransformerConfig, { cfg }: CircuitFile): void {
  const facts: [string, number | boolean, number | boolean][] = [
    ['n_layers', cfg.n_layers, config.layers],
    ['n_heads', cfg.n_heads, config.heads],
    ['d_model', cfg.d_model, config.dModel],
    ['parallel_attn_mlp', cfg.parallel_attn_mlp, config.parallel],
  ]
  for (const [name, found, wanted] of facts) {
    if (found === wanted) continue
    throw new PatchbayError(
      'bad-input',
      `the circuit file is of another model: its ${name} is ${found}, this model's is ${wanted}.`,
    )
  }
}
