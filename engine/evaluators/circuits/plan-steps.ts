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

/** The steps, and the plan with the sums that they need besides. */
export interface SteppedPlan {
  plan: CircuitsPlan
  steps: PlanStep[]
}

/** An MLP's sum of fewer values than this is not begun a step before. */
const MANY_VALUES = 6

/** In forward order; the token embedding is in none. */
export function stepsOf(graph: ComputationalGraph, plan: CircuitsPlan): SteppedPlan {
  // In parallel blocks heads and MLP read the same senders, too.
  const byCount = new Map<number, NodeValues[]>()
  for (const node of nodesOf(graph, plan.values)) {
    const { senderCount } = graph.receivers[node.receivers[0].receiver]
    byCount.set(senderCount, [...(byCount.get(senderCount) ?? []), node])
  }
  const steps = [...byCount].map(([senderCount, nodes]) => ({
    senderCount,
    nodes,
    sums: { changing: sumsAt(nodes, 'changing'), answer: sumsAt(nodes, 'answer') },
  }))
  return withBegun(plan, steps)
}

/**
 * What an MLP reads of the senders before its layer is summed together with what the layer's heads read: the values are
 * read from memory once for both.
 */
function withBegun(plan: CircuitsPlan, steps: PlanStep[]): SteppedPlan {
  const sums = [...plan.sums]
  steps.slice(1).forEach((step, s) => {
    const before = steps[s]
    const isMlps = step.nodes.every(({ receivers }) => receivers.length === 1)
    const begun = new Set(before.sums.changing.map((sum) => plan.sums[sum].join()))
    for (const sum of isMlps ? step.sums.changing : []) {
      const known = plan.sums[sum].filter((value) => plan.values[value].sender < before.senderCount)
      if (known.length < MANY_VALUES || begun.has(known.join())) continue
      begun.add(known.join())
      before.sums.changing.push(sums.push(known) - 1)
    }
  })
  return { plan: { ...plan, sums }, steps }
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
