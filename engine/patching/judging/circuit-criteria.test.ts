import { expect, it } from 'vitest'
import { experimentOf, tinyReferences } from '../../../fixtures/method-references'
import { Circuit } from '../../graph'
import { edgesByName } from '../edge-names'
import { graphOf, resultOf } from '../experiment'
import { circuitCriteria } from './circuit-criteria'

it('the whole model is complete, and every node in it counts for what knocking it out changes', async () => {
  const experiment = await experimentOf(tinyReferences()[0].task)
  const { edgeCount } = graphOf(experiment.config)
  const { completeness, minimality } = await resultOf(
    circuitCriteria(experiment, Circuit.full(edgeCount), { draws: 4 }),
  )
  expect(completeness.map(({ incompleteness }) => incompleteness)).toEqual([0, 0, 0, 0])
  expect(completeness.some(({ without }) => without.length > 0)).toBe(true)
  expect(minimality.length).toBe(10)
  expect(minimality[0].change).toBeLessThanOrEqual(minimality[9].change)
})

it('a node that leads nowhere does nothing, and a circuit that misses much is not complete', async () => {
  const experiment = await experimentOf(tinyReferences()[0].task)
  const graph = graphOf(experiment.config)
  const edges = edgesByName(graph, ['input->m0', 'm0->logits', 'input->a1.h0<v>'])
  const result = await resultOf(circuitCriteria(experiment, Circuit.of(graph.edgeCount, edges)))
  expect(result.minimality[0]).toEqual({ node: 'a1.h0', change: 0 })
  expect(result.minimality[1].change).toBeGreaterThan(0.01)
  expect(Math.max(...result.completeness.map(({ incompleteness }) => incompleteness))).toBeGreaterThan(0.1)
})
