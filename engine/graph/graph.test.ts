import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  buildGraph,
  Circuit,
  circuitNodes,
  diffCircuits,
  edgeIndexByName,
  edgeName,
  edgesInTestOrder,
} from './index'

const reference = (model: string, file: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${model}/${file}`, import.meta.url), 'utf8'))

const SHAPES = {
  'gpt2-tiny': { layers: 2, heads: 4, mlps: true, parallel: false },
  'neox-tiny': { layers: 2, heads: 4, mlps: true, parallel: true },
  'llama-tiny': { layers: 2, heads: 6, mlps: true, parallel: false },
  'attn-only-2l': { layers: 2, heads: 4, mlps: false, parallel: false },
}

describe('the computational graph', () => {
  for (const [model, shape] of Object.entries(SHAPES)) {
    it(`has the reference edges of ${model}, in the reference order`, () => {
      const graph = buildGraph(shape)
      const names = Array.from({ length: graph.edgeCount }, (_, edge) => edgeName(graph, edge))
      expect(names).toEqual(reference(model, 'ref.float32.json').edges)
    })
  }

  it('has 157 senders, 445 receivers and 32,491 edges for GPT-2 small', () => {
    const graph = buildGraph({ layers: 12, heads: 12, mlps: true, parallel: false })
    expect([graph.senders.length, graph.receivers.length, graph.edgeCount]).toEqual([157, 445, 32491])
  })

  it('is tested in the order of the published code', () => {
    const graph = buildGraph(SHAPES['gpt2-tiny'])
    const runs = reference('gpt2-tiny', 'acdc.float64.json').runs as PublishedRun[]
    const run = runs.find((candidate) => !candidate.direct_edges && candidate.trace.length === 110)!
    const order = [...edgesInTestOrder(graph, 'reference')].map((edge) => edgeName(graph, edge))
    expect(order).toEqual(run.trace.map(([sender, receiver]) => `${sender}->${receiver}`))
  })

  it("tests the heads of a layer of senders ascending in the published code's other mode", () => {
    const graph = buildGraph(SHAPES['gpt2-tiny'])
    const runs = reference('gpt2-tiny', 'acdc.float64.json').runs as PublishedRun[]
    const run = runs.find((candidate) => candidate.indices_mode === 'reverse')!
    const published = run.trace.map(([s, r]) => `${s}->${r}`).filter((name) => !name.includes('*'))
    const order = [...edgesInTestOrder(graph, 'heads-ascending')].map((edge) => edgeName(graph, edge))
    expect(order.filter((name) => published.includes(name))).toEqual(published)
  })
})

it('a circuit gives the kept ones of any stretch of its edges', () => {
  const edgeCount = 100
  for (const edges of [[], [0, 31, 32, 63, 64, 95, 99], [...Array(edgeCount).keys()]]) {
    const circuit = Circuit.of(edgeCount, edges)
    for (let first = 0; first <= edgeCount; first++) {
      for (let count = 0; first + count <= edgeCount; count++) {
        const within = edges.filter((edge) => edge >= first && edge < first + count)
        expect(circuit.within(first, count)).toEqual(within.map((edge) => edge - first))
      }
    }
  }
})

interface PublishedRun {
  direct_edges: boolean
  indices_mode: string
  trace: [string, string, number, number][]
}

describe('circuits', () => {
  const graph = buildGraph(SHAPES['attn-only-2l'])
  const index = edgeIndexByName(graph)
  const circuit = (...names: string[]) =>
    Circuit.of(
      graph.edgeCount,
      names.map((name) => index.get(name)!),
    )

  it('count, add and delete edges', () => {
    const full = Circuit.full(81)
    full.delete(31)
    full.delete(80)
    expect([full.size, full.has(31), full.has(32), full.has(80)]).toEqual([79, false, true, false])
    expect(full.edges()[31]).toBe(32)
  })

  it('name the nodes they touch', () => {
    expect(circuitNodes(graph, circuit('input->a1.h0<k>', 'a1.h0->logits'))).toEqual(
      new Set(['input', 'a1.h0', 'logits']),
    )
  })

  it('are compared by edges and nodes', () => {
    const a = circuit('input->a1.h0<k>', 'a1.h0->logits')
    const b = circuit('input->a1.h1<k>', 'a1.h0->logits')
    const diff = diffCircuits(graph, a, b)
    expect(diff.edgeJaccard).toBeCloseTo(1 / 3, 12)
    expect(diff.nodeJaccard).toBeCloseTo(3 / 4, 12)
    expect(diff.nodesOnlyB).toEqual(['a1.h1'])
    expect(diffCircuits(graph, circuit(), circuit()).edgeJaccard).toBe(1)
  })
})
