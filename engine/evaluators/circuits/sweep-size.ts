import type { Circuit, ComputationalGraph } from '../../graph'
import { groupsOf, type CircuitGroup, type GroupRoom } from './circuits-plan'
import { liveCircuit } from './live-circuit'
import { stepsOf } from './plan-steps'
import { isPlain, isWide } from './whole-layers'

/** What circuits that are measured one list after another take at most, in what grows with them. */
export interface SweepSize {
  /** Of the values of a group, and of what is read of them at one time. */
  valueBytes: number
  sumBytes: number
  /** Nodes of which any circuit computes a value. */
  nodes: number
  /** Whether there are circuits of most nodes that are run layer by layer. */
  areWide: boolean
}

/** So many circuits of a list are looked at: others are about as large. */
const MOST_LOOKED_AT = 200

/** Before anything is computed; `isRun` as in liveCircuit. */
export function sweepSize(
  graph: ComputationalGraph,
  lists: readonly (readonly Circuit[])[],
  room: GroupRoom,
  isRun: boolean,
): SweepSize {
  const size = { valueBytes: 0, sumBytes: 0, areWide: false }
  const nodes = new Set<number>()
  for (const list of lists) {
    const circuits = list.filter((circuit) => circuit.size < graph.edgeCount).slice(0, MOST_LOOKED_AT)
    const lives = circuits.map((circuit) => liveCircuit(graph, circuit, isRun))
    const few = [...circuits.keys()].filter((index) => !isWide(lives[index]))
    size.areWide ||= lives.some((live) => isWide(live) && !isPlain(graph, live))
    for (const group of groupsOf(graph, circuits, few, room, isRun)) {
      const { valueBytes, sumBytes } = sizeOf(graph, group, room)
      size.valueBytes = Math.max(size.valueBytes, valueBytes)
      size.sumBytes = Math.max(size.sumBytes, sumBytes)
      for (const { sender } of group.plan.values) nodes.add(sender)
    }
  }
  return { ...size, nodes: nodes.size }
}

function sizeOf(
  graph: ComputationalGraph,
  { plan: planned }: CircuitGroup,
  { bytes }: GroupRoom,
): Pick<SweepSize, 'valueBytes' | 'sumBytes'> {
  const { plan, steps } = stepsOf(graph, planned)
  const atAllRows = plan.values.filter(({ where }) => where === 'changing').length
  const most = (where: 'changing' | 'answer') => Math.max(0, ...steps.map(({ sums }) => sums[where].length))
  return {
    valueBytes: atAllRows * bytes.changing + plan.values.length * bytes.answer,
    sumBytes: 2 * (most('changing') * bytes.changing + most('answer') * bytes.answer),
  }
}
