import { describe, expect, it } from 'vitest'
import {
  agreementWith,
  buildGraph,
  Circuit,
  edgeIndexByName,
  edgeName,
  rankEdges,
  rocOf,
  shuffledEdges,
  withoutDanglingEdges,
} from './index'

const graph = buildGraph({ layers: 2, heads: 2, mlps: true, parallel: false })
const index = edgeIndexByName(graph)
const circuit = (...names: string[]) =>
  Circuit.of(
    graph.edgeCount,
    names.map((name) => index.get(name)!),
  )
const names = (one: Circuit) => [...one.edges()].map((edge) => edgeName(graph, edge))

describe('dangling edges', () => {
  it('are removed, and with them the edges that only they led to', () => {
    const whole = circuit(
      'input->a0.h0<v>',
      'a0.h0->a1.h1<q>',
      'a1.h1->m1',
      'input->m0',
      'a0.h1->logits',
      'm0->logits',
    )
    expect(names(withoutDanglingEdges(graph, whole))).toEqual(['input->m0', 'm0->logits'])
  })

  it('are none where every node is on a path from input to logits', () => {
    const whole = circuit('input->a0.h0<v>', 'a0.h0->m1', 'm1->logits', 'input->logits')
    expect(withoutDanglingEdges(graph, whole).edges()).toEqual(whole.edges())
  })
})

describe('rankings', () => {
  it('by magnitude, and by what matters; equal ones by index, those without a score last', () => {
    const importance = [-3, NaN, 1, 2, 1, NaN]
    expect([...rankEdges(importance, 'absolute')]).toEqual([0, 3, 2, 4, 1, 5])
    expect([...rankEdges(importance, 'signed')]).toEqual([3, 2, 4, 0, 1, 5])
  })

  it('at random hold every edge once, and are the same for the same seed', () => {
    const order = shuffledEdges(100, 7)
    expect(new Set(order).size).toBe(100)
    expect(shuffledEdges(100, 7)).toEqual(order)
    expect(shuffledEdges(100, 8)).not.toEqual(order)
  })
})

describe('against a reference', () => {
  const reference = Circuit.of(4, [0, 1])

  it('precision and recall', () => {
    expect(agreementWith(reference, Circuit.of(4, [1, 2, 3]))).toEqual({ precision: 1 / 3, recall: 1 / 2 })
  })

  it('the pessimistic area counts the lower end of every step, and edges of equal weight enter together', () => {
    expect(rocOf(reference, [4, 3, 2, 1]).auc).toBe(1)
    expect(rocOf(reference, [4, 2, 3, 1]).auc).toBe(0.75)
    expect(rocOf(reference, [1, 1, 1, 1]).auc).toBe(0)
    expect(
      rocOf(reference, [2, 1, 2, 1]).points.map(({ falsePositiveRate, truePositiveRate }) => [
        falsePositiveRate,
        truePositiveRate,
      ]),
    ).toEqual([
      [0, 0],
      [0.5, 0.5],
      [1, 1],
    ])
  })
})
