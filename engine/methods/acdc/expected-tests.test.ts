import { describe, expect, it } from 'vitest'
import { buildGraph, edgesInTestOrder } from '../../graph'
import { expectedStages, type DecidedSoFar } from './expected-tests'

const graph = buildGraph({ layers: 2, heads: 2, mlps: true, parallel: false })
const order = edgesInTestOrder(graph, 'reference')
const expectedTests = (decided: DecidedSoFar) =>
  expectedStages(decided).reduce((sum, { tests }) => sum + tests, 0)
const intoLogits = graph.receivers.at(-1)!.senderCount

describe('the tests that are still to be made', () => {
  it('are none where nothing that was kept reads a node', () => {
    const kept = new Uint8Array(intoLogits)
    expect(expectedTests({ graph, order, kept, tests: intoLogits })).toBeCloseTo(0, 12)
  })

  it('are all edges into the one node that is read, and no more where its senders are decided', () => {
    // Only m1 -> logits is kept, then every edge into m1 but the last, from the embedding, is cut.
    const kept = new Uint8Array(
      intoLogits + graph.receivers.find(({ name }) => name === 'm1')!.senderCount - 1,
    )
    kept[[...order].findIndex((edge) => graph.senders[graph.edgeSender[edge]].name === 'm1')] = 1
    expect(expectedTests({ graph, order, kept, tests: kept.length })).toBeCloseTo(1, 12)
  })

  it('are all of them where every node is read, and fewer where edges were seldom kept', () => {
    const every = new Uint8Array(intoLogits).fill(1)
    expect(expectedTests({ graph, order, kept: every, tests: intoLogits })).toBe(order.length - intoLogits)
    const one = new Uint8Array(intoLogits)
    one[0] = 1
    const few = expectedTests({ graph, order, kept: one, tests: intoLogits })
    expect(few).toBeGreaterThan(0)
    expect(few).toBeLessThan((order.length - intoLogits) / 2)
  })
})
