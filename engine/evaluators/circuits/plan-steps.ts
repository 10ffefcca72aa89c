import type { ComputationalGraph } from '../../graph'
import type { Where } from '../../transformer'
import { receiversOf } from '../incremental/plan/cut-plan'
import { rowsOfReceiver } from './live-circuit'
import type { CircuitsPlan, PlannedValue } from './circuits-plan'

/** Values of one node that are needed at the same rows. */
export interface NodeValues {
  sender: number
  where: Where
  values: readonly PlannedValue[]
  /** The index of the first among all values, and among those at all rows (meaningless where these are not). */
  first: Record<Where, number>
  /** Of each of its receivers, with the rows at which that is read, the different sums. */
  receivers: { receiver: number; where: Where; sums: number[] }[]
}

/** A layer's heads, or its MLP: all read the same senders. */
export interface PlanStep {
  senderCount: number
  /** Different sums that are read at these rows, in the order in which nodes read them. */
  sums: Record<Where, number[]>
  nodes: NodeValues[]
}

/** In forward order; the token embedding is in none. */
export function stepsOf(graph: ComputationalGraph, { values }: CircuitsPlan): PlanStep[] {
  // In parallel blocks heads and MLP read the same senders, too.
  const byCount = new Map<number, NodeValues[]>()
  for (const node of nodesOf(graph, values)) {
    const { senderCount } = graph.receivers[node.receivers[0].receiver]
    byCount.set(senderCount, [...(byCount.get(senderCount) ?? []), node])
  }
  return [...byCount].map(([senderCount, nodes]) => ({
    senderCount,
    nodes,
    sums: { changing: sumsAt(nodes, 'changing'), answer: sumsAt(nodes, 'answer') },
  }))
}

/** Queries of all heads, then their keys, then their values: those of neighbouring heads are neighbours. */
function sumsAt(nodes: readonly NodeValues[], where: Where): number[] {
  const sums = new Set<number>()
  for (const r of [0, 1, 2]) {
    for (const { receivers } of nodes)
      if (receivers[r]?.where === where) for (const sum of receivers[r].sums) sums.add(sum)
  }
  return [...sums]
}

function nodesOf(graph: ComputationalGraph, values: readonly PlannedValue[]): NodeValues[] {
  const nodes: NodeValues[] = []
  const first = { changing: 0, answer: 0 }
  for (let from = 0, to = 0; from < values.length; from = to) {
    const { sender, where } = values[from]
    while (to < values.length && values[to].sender === sender && values[to].where === where) to++
    const some = values.slice(from, to)
    if (sender > 0) {
      const receivers = receiversOf(graph, sender).map((receiver, r) => ({
        receiver,
        where: rowsOfReceiver(graph, receiver, where),
        sums: [...new Set(some.map(({ inputs }) => inputs[r]))],
      }))
      nodes.push({ sender, where, values: some, first: { ...first }, receivers })
    }
    first.answer += some.length
    if (where === 'changing') first.changing += some.length
  }
  return nodes
}
