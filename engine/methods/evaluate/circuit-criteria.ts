import type { Ablation } from '../../../contract'
import { Circuit, circuitNodes, randomNumbers, type ComputationalGraph } from '../../graph'
import { type Experiment, graphOf } from '../../experiment/experiment'
import { evaluateCircuits } from './evaluate-circuit'
import type { Method } from '../../experiment/progress'

export interface CircuitCriteria {
  /** One entry for each random set K of the circuit's nodes; F is logit_diff. */
  completeness: { without: string[]; circuit: number; model: number; incompleteness: number }[]
  /**
   * What each node of the circuit does in it, least first: F of the circuit without it, and how much that is more or
   * less than F(C).
   */
  minimality: { node: string; without: number; change: number }[]
}

/**
 * Completeness and minimality (Wang et al. 2022, section 4). Completeness: with any set K of its nodes knocked
 * out the circuit does what the model without K does; |F(C without K) - F(M without K)| for random K (every node
 * with probability 1/2). Minimality: no node is there for nothing; F(C without v) - F(C) for each node v.
 */
export async function* circuitCriteria(
  experiment: Experiment,
  circuit: Circuit,
  { draws = 10, seed = 1, ablation }: { draws?: number; seed?: number; ablation?: Ablation } = {},
): Method<'evaluate', CircuitCriteria> {
  const graph = graphOf(experiment.config)
  const nodes = [...circuitNodes(graph, circuit)].filter((node) => node !== 'input' && node !== 'logits')
  const random = randomNumbers(seed)
  const sets = Array.from({ length: draws }, () => nodes.filter(() => random() < 0.5))
  const full = Circuit.full(graph.edgeCount)
  const circuits = [
    circuit,
    ...nodes.map((node) => withoutNodes(graph, circuit, [node])),
    ...sets.flatMap((set) => [withoutNodes(graph, circuit, set), withoutNodes(graph, full, set)]),
  ]
  const { reports } = yield* evaluateCircuits(experiment, circuits, ablation)
  const [whole, ...rest] = reports.map(({ measurement }) => measurement.mean.logit_diff)
  const minimality = nodes.map((node, i) => ({ node, without: rest[i], change: rest[i] - whole }))
  const completeness = sets.map((without, i) => {
    const [inCircuit, inModel] = rest.slice(nodes.length + 2 * i)
    return { without, circuit: inCircuit, model: inModel, incompleteness: Math.abs(inCircuit - inModel) }
  })
  return { completeness, minimality: minimality.sort((a, b) => Math.abs(a.change) - Math.abs(b.change)) }
}

/** The circuit without every edge that touches one of the nodes. */
function withoutNodes(graph: ComputationalGraph, circuit: Circuit, nodes: readonly string[]): Circuit {
  const gone = new Set(nodes)
  const isGone = (edge: number) =>
    gone.has(graph.senders[graph.edgeSender[edge]].name) ||
    gone.has(graph.receivers[graph.edgeReceiver[edge]].node)
  return Circuit.of(
    graph.edgeCount,
    circuit.edges().filter((edge) => !isGone(edge)),
  )
}
