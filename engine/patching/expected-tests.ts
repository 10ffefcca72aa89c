import type { ComputationalGraph } from '../graph'

export interface DecidedSoFar {
  graph: ComputationalGraph
  /** Every edge in the order of the tests. */
  order: ArrayLike<number>
  /** [step] whether the edge was kept, for the steps decided so far */
  kept: ArrayLike<number>
  /** Tests among them: the others were free. */
  tests: number
}

/**
 * How many of the edges that are left will cost a test: those into a node that something kept reads. A node with
 * edges still undecided is read with the probability that one of them is kept, at the rate of the tests so far.
 */
export function expectedTests({ graph, order, kept, tests }: DecidedSoFar): number {
  const decided = kept.length
  const isRead = new Uint8Array(graph.senders.length)
  let keptCount = 0
  for (let step = 0; step < decided; step++) {
    if (!kept[step]) continue
    isRead[graph.edgeSender[order[step]]] = 1
    keptCount++
  }
  // One kept edge more and one test more than seen: an early guess that is neither 0 nor 1.
  const keepRate = (keptCount + 1) / (tests + 2)
  /** [sender] probability that nothing reads it */
  const unread = Float64Array.from(isRead, (read) => (read ? 0 : 1))
  let expected = 0
  for (let step = decided; step < order.length; step++) {
    const edge = order[step]
    const node = graph.receivers[graph.edgeReceiver[edge]].sender
    const isTested = node < 0 ? 1 : 1 - unread[node]
    expected += isTested
    unread[graph.edgeSender[edge]] *= 1 - isTested * keepRate
  }
  return expected
}
