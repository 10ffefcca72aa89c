import type { Circuit, ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { receiversOf } from '../incremental/plan/cut-plan'

/** What of a circuit has to be computed, where whatever is cut carries the donor's value. */
export interface LiveCircuit {
  /** [sender] the rows at which its value is read; null where it is not, or is the donor's own. */
  where: (Where | null)[]
  /** [receiver] the senders of kept edges that carry another value than the donor's; none where its node is not computed. */
  read: (readonly number[])[]
}

/**
 * A node without kept edges gives what it gives in the donor's run: with `isRun`, when the donor's values are those of
 * one run, nothing has to be computed for that. A node that leads nowhere is left out.
 */
export function liveCircuit(graph: ComputationalGraph, circuit: Circuit, isRun: boolean): LiveCircuit {
  const { senders, receivers } = graph
  const isLive = senders.map((_, sender) => sender === 0)
  const read = receivers.map((): number[] => [])
  const fill = (receiver: number) => {
    const { firstEdge, senderCount } = receivers[receiver]
    const kept = circuit.within(firstEdge, senderCount)
    read[receiver] = kept.every((sender) => isLive[sender]) ? kept : kept.filter((sender) => isLive[sender])
  }
  for (let node = 1; node < senders.length; node++) {
    const own = receiversOf(graph, node)
    own.forEach(fill)
    isLive[node] = !isRun || own.some((receiver) => read[receiver].length > 0)
  }
  fill(receivers.length - 1)
  return { read, where: neededRows(graph, read) }
}

/** Keys and values at all rows that can change, the rest where the node is read; empties what no node needs. */
function neededRows(graph: ComputationalGraph, read: number[][]): (Where | null)[] {
  const where: (Where | null)[] = graph.senders.map(() => null)
  const need = (senders: readonly number[], rows: Where) => {
    for (const sender of senders) if (where[sender] !== 'changing') where[sender] = rows
  }
  need(read[read.length - 1], 'answer')
  for (let node = graph.senders.length - 1; node > 0; node--) {
    const rows = where[node]
    for (const receiver of receiversOf(graph, node)) {
      if (rows === null) read[receiver] = []
      else need(read[receiver], rowsOfReceiver(graph, receiver, rows))
    }
  }
  return where
}

/** The rows at which a receiver's input matters when its node is read at these. */
export function rowsOfReceiver({ receivers }: ComputationalGraph, receiver: number, ofNode: Where): Where {
  const { kind } = receivers[receiver]
  return kind === 'k' || kind === 'v' ? 'changing' : ofNode
}
