import { expect, it } from 'vitest'
import { buildGraph, Circuit, shuffledEdges } from '../../graph'
import { CircuitsPlanner, groupsOf, type CircuitGroup } from './circuits-plan'
import { liveCircuit } from './live-circuit'
import { stepsOf } from './plan-steps'
import { sweepSize } from './sweep-size'
import { isWide } from './whole-layers'

const graph = buildGraph({ layers: 4, heads: 8, mlps: true, parallel: false })
const circuits = Array.from({ length: 40 }, (_, draw) =>
  Circuit.of(graph.edgeCount, shuffledEdges(graph.edgeCount, draw + 1).subarray(0, 300)),
)
const all = [...circuits.keys()]
const bytes = { changing: 1000, answer: 10 }

/** What is read of a group's values in two steps that follow each other, in bytes at the changing rows. */
function sumBytes({ plan }: CircuitGroup): number {
  const { steps } = stepsOf(graph, plan)
  return 2 * bytes.changing * Math.max(...steps.map(({ sums }) => sums.changing.length))
}

it('every circuit is in one group, in its order', () => {
  const groups = [...groupsOf(graph, circuits, all, { bytes, values: 2e5, sums: 1e5 }, true)]
  expect(groups.length).toBeGreaterThan(3)
  expect(groups.flatMap((group) => group.circuits)).toEqual(all)
})

it('what is read of a group is limited by itself, and exceeds that by one circuit at most', () => {
  const sums = 1e5
  const groups = [...groupsOf(graph, circuits, all, { bytes, values: Infinity, sums }, true)]
  expect(groups.length).toBeGreaterThan(3)
  const ofOne = Math.max(
    ...all.map((index) => {
      const planner = new CircuitsPlanner(graph)
      planner.add(liveCircuit(graph, circuits[index], true))
      return sumBytes({ circuits: [index], plan: planner.plan() })
    }),
  )
  for (const group of groups) expect(sumBytes(group)).toBeLessThanOrEqual(sums + 2 * ofOne)
  const unlimited = [...groupsOf(graph, circuits, all, { bytes, values: Infinity, sums: Infinity }, true)]
  expect(unlimited.length).toBe(1)
  expect(sumBytes(unlimited[0])).toBeGreaterThan(sums + 2 * ofOne)
})

it('what is said of circuits beforehand is what their largest group takes', () => {
  const room = { bytes, values: 2e5, sums: 1e5 }
  const few = circuits.filter((circuit) => !isWide(liveCircuit(graph, circuit, true)))
  const groups = [...groupsOf(graph, few, [...few.keys()], room, true)]
  const valueBytes = groups.map(({ plan: { values } }) => {
    const atAllRows = values.filter(({ where }) => where === 'changing').length
    return atAllRows * bytes.changing + values.length * bytes.answer
  })
  const size = sweepSize(graph, [circuits, few], room, true)
  expect(few.length).toBeLessThan(circuits.length)
  expect(size.areWide).toBe(true)
  expect(size.valueBytes).toBe(Math.max(...valueBytes))
  expect(size.sumBytes).toBeGreaterThanOrEqual(Math.max(...groups.map(sumBytes)))
  expect(sweepSize(graph, [few], room, true).areWide).toBe(false)
})

it('circuits of most nodes that choose their senders are wide, the model without some nodes is not', () => {
  const room = { bytes, values: 2e5, sums: 1e5 }
  const half = Circuit.of(graph.edgeCount, shuffledEdges(graph.edgeCount, 1).subarray(0, 760))
  expect(sweepSize(graph, [[half]], room, true).areWide).toBe(true)
  const without = graph.senders[5].name
  const edges = Array.from({ length: graph.edgeCount }, (_, edge) => edge).filter(
    (edge) =>
      graph.senders[graph.edgeSender[edge]].name !== without &&
      graph.receivers[graph.edgeReceiver[edge]].node !== without,
  )
  expect(sweepSize(graph, [[Circuit.of(graph.edgeCount, edges)]], room, true)).toMatchObject({
    areWide: false,
    nodes: 0,
  })
})
