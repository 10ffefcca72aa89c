import type { GivenCircuit } from '../contract'
import { shuffledEdges, type ComputationalGraph } from '../engine/graph'
import { uniforms } from '../testing/random-numbers'

const PATHS = 34
/** Of these many the best are judged as well: a tenth of GPT-2 small's edges. */
const SCORED_PART = 0.1

/**
 * A circuit of some hundred edges, of paths from the input over a node of the first half and one of the second to the logits,
 * and scores of a tenth of all edges. Judged with `top` of them, it takes circuits of all kinds but whole curves by size.
 */
export function judgedCircuit(graph: ComputationalGraph): GivenCircuit {
  const { senders, receivers, edgeCount } = graph
  const uniform = uniforms(3)
  const among = (from: number, to: number) => from + Math.floor(uniform() * (to - from))
  const edge = (from: number, to: number) => {
    const own = receivers.filter(({ node, kind }) => node === senders[to].name && kind !== 'k')
    return own[among(0, own.length)].firstEdge + from
  }
  const edges = new Set<number>()
  const half = Math.ceil(senders.length / 2)
  for (let path = 0; path < PATHS; path++) {
    // Of another layer than the node before it.
    const [early, late] = [among(1, half - graph.shape.heads), among(half, senders.length)]
    for (const one of [edge(0, early), edge(early, late), receivers.at(-1)!.firstEdge + late]) edges.add(one)
  }
  const scores = new Float64Array(edgeCount).fill(NaN)
  const scored = shuffledEdges(edgeCount, 1).subarray(0, Math.floor(SCORED_PART * edgeCount))
  for (const one of [...scored, ...edges]) scores[one] = uniform()
  return { name: 'the circuit', edges: Int32Array.from(edges).sort(), scores, meaning: null }
}
