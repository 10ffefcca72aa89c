import { Circuit, type ComputationalGraph } from '../../graph'

/** Paths in a row that add nothing, after which single edges are drawn: rare paths would take forever. */
const MOST_IDLE_PATHS = 1000

/** Circuits of random paths from the input to the logits, along some edges of the graph. */
export class RandomPaths {
  /** [sender] the edges by which a path may go on from it: those from which the logits can be reached. */
  private readonly onwards: readonly (readonly number[])[]
  private readonly size: number

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly random: () => number,
    private readonly among: Circuit = Circuit.full(graph.edgeCount),
  ) {
    this.onwards = onwardEdges(graph, among)
    this.size = among.size
  }

  /** Whole paths until there are so many edges, or all there are: so often some more. */
  circuit(size: number): Circuit {
    const circuit = Circuit.empty(this.graph.edgeCount)
    this.grow(circuit, Math.min(size, this.size))
    return circuit
  }

  /**
   * The circuit with one path more that adds an edge, and one of the added edges; null where there is none to add. For paths
   * along all edges.
   */
  inflated(circuit: Circuit): { circuit: Circuit; edge: number } | null {
    if (circuit.size === circuit.edgeCount) return null
    const inflated = circuit.clone()
    const added = this.grow(inflated, circuit.size + 1)
    return { circuit: inflated, edge: added[this.below(added.length)] }
  }

  /** The added edges. */
  private grow(circuit: Circuit, size: number): number[] {
    const added: number[] = []
    const before = circuit.size
    let idle = this.onwards[0].length === 0 ? MOST_IDLE_PATHS : 0
    while (before + added.length < size) {
      const path = idle < MOST_IDLE_PATHS ? this.path() : [this.missing(circuit)]
      const fresh = path.filter((edge) => !circuit.has(edge))
      for (const edge of fresh) circuit.add(edge)
      added.push(...fresh)
      if (idle < MOST_IDLE_PATHS) idle = fresh.length === 0 ? idle + 1 : 0
    }
    return added
  }

  /** From the input on, each next edge is any by which the path can go on, with the same chance. */
  private path(): number[] {
    const { receivers, edgeReceiver } = this.graph
    const edges: number[] = []
    for (let sender = 0; sender >= 0;) {
      const edge = this.onwards[sender][this.below(this.onwards[sender].length)]
      edges.push(edge)
      sender = receivers[edgeReceiver[edge]].sender
    }
    return edges
  }

  /** Any edge that may be drawn and that the circuit does not have. */
  private missing(circuit: Circuit): number {
    for (;;) {
      const edge = this.below(circuit.edgeCount)
      if (this.among.has(edge) && !circuit.has(edge)) return edge
    }
  }

  private below(count: number): number {
    return Math.floor(this.random() * count)
  }
}

/** [sender] ascending. */
function onwardEdges(graph: ComputationalGraph, among: Circuit): number[][] {
  const { senders, receivers, edgeCount, edgeSender, edgeReceiver } = graph
  const onwards: number[][] = senders.map(() => [])
  // Backwards: what follows a receiver comes after it in the order of edges.
  for (let edge = edgeCount - 1; edge >= 0; edge--) {
    if (!among.has(edge)) continue
    const { sender } = receivers[edgeReceiver[edge]]
    if (sender < 0 || onwards[sender].length > 0) onwards[edgeSender[edge]].push(edge)
  }
  return onwards.map((edges) => edges.reverse())
}
