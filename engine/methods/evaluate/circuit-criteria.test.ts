import { expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../../testing/method-references'
import { Circuit } from '../../graph'
import { edgesByName } from '../../experiment/edge-names'
import { graphOf } from '../../experiment/experiment'
import { circuitCriteria } from './circuit-criteria'
import { evaluateCircuits } from './evaluate-circuit'
import { resultOf } from '../../experiment/progress'

it('the whole model is complete, and every node in it counts for what knocking it out changes', async () => {
  const experiment = await experimentOf(tinyReferences()[0].task)
  const { edgeCount } = graphOf(experiment.config)
  const { completeness, minimality } = await resultOf(
    circuitCriteria(experiment, Circuit.full(edgeCount), { draws: 4 }),
  )
  expect(completeness.map(({ incompleteness }) => incompleteness)).toEqual([0, 0, 0, 0])
  expect(completeness.some(({ without }) => without.length > 0)).toBe(true)
  expect(minimality.length).toBe(10)
  const sizes = minimality.map(({ change }) => Math.abs(change))
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b))
})

it('a node that leads nowhere does nothing, and a circuit that misses much is not complete', async () => {
  const experiment = await experimentOf(tinyReferences()[0].task)
  const graph = graphOf(experiment.config)
  const edges = edgesByName(graph, ['input->m0', 'm0->logits', 'input->a1.h0<v>'])
  const circuit = Circuit.of(graph.edgeCount, edges)
  const result = await resultOf(circuitCriteria(experiment, circuit))
  const { reports } = await resultOf(
    evaluateCircuits(experiment, [circuit, Circuit.of(graph.edgeCount, [edges[2]])]),
  )
  const [whole, without] = reports.map(({ measurement }) => measurement.mean.logit_diff)
  expect(result.minimality[0]).toEqual({ node: 'a1.h0', without: whole, change: 0 })
  expect(result.minimality[1]).toEqual({ node: 'm0', without, change: without - whole })
  expect(Math.abs(without - whole)).toBeGreaterThan(0.01)
  expect(Math.max(...result.completeness.map(({ incompleteness }) => incompleteness))).toBeGreaterThan(0.1)
})
