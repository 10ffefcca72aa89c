import type { TestsConfig } from '../../../contract'
import { Circuit, randomNumbers, type ComputationalGraph } from '../../graph'
import { RandomPaths } from './random-paths'

/** How much is drawn, and from which seed. */
export interface Drawing {
  draws: number
  /** At most so many edges of the circuit are tested for minimality. */
  testedEdges: number
  /** From where the random circuits are that are knocked out of the model. */
  randomFrom: TestsConfig['randomFrom']
  seed: number
}

/** Every circuit that the tests measure beside the circuit itself and the model without it. */
export interface DrawnCircuits {
  /** The edges of the circuit that are tested for minimality, in the order of the graph. */
  edges: Int32Array
  /** [edge] the circuit without it. */
  knockedOut: Circuit[]
  /** [draw] the circuit with a random path, and that without one of the added edges; none for a circuit of all edges. */
  inflated: Circuit[]
  deflated: Circuit[]
  /** [draw] random circuits of its size. */
  random: Circuit[]
  /** [draw] the model without random circuits of its size. */
  withoutRandom: Circuit[]
  /** [draw] the edges of the ones in `random`, and of those taken out in `withoutRandom`. */
  sizes: { random: Int32Array; withoutRandom: Int32Array }
  /** Draws on, for what is drawn after the circuits. */
  next: () => number
}

/** Everything is drawn from one stream of numbers, in the order in which it is here. */
export function drawnCircuits(
  graph: ComputationalGraph,
  circuit: Circuit,
  { draws, testedEdges, randomFrom, seed }: Drawing,
): DrawnCircuits {
  const next = randomNumbers(seed)
  const paths = new RandomPaths(graph, next)
  const times = <Drawn>(draw: () => Drawn) => Array.from({ length: draws }, draw)
  const edges = someEdges(circuit.edges(), testedEdges, next)
  const added = times(() => paths.inflated(circuit)).filter((one) => one !== null)
  const random = times(() => paths.circuit(circuit.size))
  const outside = randomFrom === 'outside' ? new RandomPaths(graph, next, complementOf(circuit)) : paths
  const others = times(() => outside.circuit(circuit.size))
  return {
    edges,
    knockedOut: Array.from(edges, (edge) => without(circuit, edge)),
    inflated: added.map((one) => one.circuit),
    deflated: added.map((one) => without(one.circuit, one.edge)),
    random,
    withoutRandom: others.map(complementOf),
    sizes: { random: sizesOf(random), withoutRandom: sizesOf(others) },
    next,
  }
}

/** All edges of the graph that the circuit does not have. */
export function complementOf(circuit: Circuit): Circuit {
  const others = Circuit.empty(circuit.edgeCount)
  for (let edge = 0; edge < circuit.edgeCount; edge++) if (!circuit.has(edge)) others.add(edge)
  return others
}

function without(circuit: Circuit, edge: number): Circuit {
  const rest = circuit.clone()
  rest.delete(edge)
  return rest
}

/** Any `most` of them, ascending. */
function someEdges(edges: Int32Array, most: number, random: () => number): Int32Array {
  if (edges.length <= most) return edges
  const drawn = edges.slice()
  for (let at = 0; at < most; at++) {
    const other = at + Math.floor(random() * (drawn.length - at))
    const edge = drawn[at]
    drawn[at] = drawn[other]
    drawn[other] = edge
  }
  return drawn.slice(0, most).sort()
}

const sizesOf = (circuits: readonly Circuit[]): Int32Array => Int32Array.from(circuits, ({ size }) => size)
