import type { Ablation } from '../../../contract'
import { Circuit, circuitNodes, randomNumbers, type ComputationalGraph } from '../../graph'
import { type Experiment, graphOf } from '../../experiment/experiment'
import { reportsOn, type AskedCircuits } from './evaluate-circuit'
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

interface CriteriaOptions {
  /** How many random sets K. */
  draws?: number
  seed?: number
}

/**
 * Completeness and minimality (Wang et al. 2022, section 4). Completeness: with any set K of its nodes knocked
 * out the circuit does what the model without K does; |F(C without K) - F(M without K)| for random K (every node
 * with probability 1/2). Minimality: no node is there for nothing; F(C without v) - F(C) for each node v.
 */
export async function* circuitCriteria(
  experiment: Experiment,
  circuit: Circuit,
  { ablation, ...options }: CriteriaOptions & { ablation?: Ablation } = {},
): Method<'evaluate', CircuitCriteria> {
  const asked = criteriaOf(graphOf(experiment.config), circuit, options)
  const { logitDiffs } = yield* reportsOn(experiment, { whole: [], logitDiffs: asked.circuits, ablation })
  return asked.read(logitDiffs)
}

/** The circuits that have to be measured for them, and what those reports, in their order, say. */
export function criteriaOf(
  graph: ComputationalGraph,
  circuit: Circuit,
  { draws = 10, seed = 1 }: CriteriaOptions = {},
): AskedCircuits<CircuitCriteria> {
  const nodes = [...circuitNodes(graph, circuit)].filter((node) => node !== 'input' && node !== 'logits')
  const random = randomNumbers(seed)
  const sets = Array.from({ length: draws }, () => nodes.filter(() => random() < 0.5))
  const full = Circuit.full(graph.edgeCount)
  const circuits = [
    circuit,
    ...nodes.map((node) => withoutNodes(graph, circuit, [node])),
    ...sets.map((set) => withoutNodes(graph, circuit, set)),
    ...sets.map((set) => withoutNodes(graph, full, set)),
  ]
  return {
    circuits,
    read(reports) {
      const [whole, ...rest] = reports.map(({ logitDiff }) => logitDiff)
      const minimality = nodes.map((node, i) => ({ node, without: rest[i], change: rest[i] - whole }))
      const completeness = sets.map((without, i) => {
        const [inCircuit, inModel] = [rest[nodes.length + i], rest[nodes.length + draws + i]]
        const incompleteness = Math.abs(inCircuit - inModel)
        return { without, circuit: inCircuit, model: inModel, incompleteness }
      })
      return {
        completeness,
        minimality: minimality.sort((a, b) => Math.abs(a.change) - Math.abs(b.change)),
      }
    },
  }
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
