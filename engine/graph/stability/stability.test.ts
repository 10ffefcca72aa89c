import { describe, expect, it } from 'vitest'
import {
  buildGraph,
  Circuit,
  classSizes,
  diffCircuits,
  edgeIndexByName,
  keptClass,
  randomNumbers,
  stabilityOf,
  type RepeatedCircuit,
} from '../index'

const graph = buildGraph({ layers: 2, heads: 2, mlps: true, parallel: false })
const index = edgeIndexByName(graph)
const circuit = (...names: string[]) =>
  Circuit.of(
    graph.edgeCount,
    names.map((name) => index.get(name)!),
  )

/** Each edge with its own chance. */
function drawn(chances: readonly number[], random: () => number): Circuit {
  const edges = chances.flatMap((chance, edge) => (random() < chance ? [edge] : []))
  return Circuit.of(graph.edgeCount, edges)
}

describe('what of circuits is stable', () => {
  it('core from nine tenths, noise to one tenth, what is in none is neither', () => {
    const classes = (circuits: number, ...counts: number[]) =>
      counts.map((count) => keptClass(count, circuits))
    expect(classes(30, 30, 27, 26, 4, 3, 1, 0)).toEqual([
      ...['core', 'core', 'contingent', 'contingent', 'noise', 'noise', 'never'],
    ])
    expect(classes(3, 3, 2, 1)).toEqual(['core', 'contingent', 'contingent'])
    expect(classSizes([3, 0, 2, 3], 3)).toEqual({ core: 2, contingent: 1, noise: 0, never: 1 })
  })

  it('counts edges and nodes, and pairs by what alone differs between them', async () => {
    const [a, b, c] = ['input->a0.h0<v>', 'a0.h0->logits', 'm1->logits']
    const repeated: RepeatedCircuit[] = [
      { circuit: circuit(a, b), values: { resample: 1, threshold: 0.1 } },
      { circuit: circuit(a, b), values: { resample: 2, threshold: 0.1 } },
      { circuit: circuit(a, b, c), values: { resample: 1, threshold: 0.01 } },
      { circuit: circuit(c), values: { resample: 2, threshold: 0.01 } },
    ]
    const stability = await stabilityOf(graph, repeated, { drawnBy: ['resample'] })
    expect([a, b, c].map((name) => stability.edgeCounts[index.get(name)!])).toEqual([3, 3, 2])
    expect(stability.edgeCounts.reduce((sum, count) => sum + count)).toBe(8)
    expect([...stability.nodeCounts].filter(([, count]) => count > 0)).toEqual([
      ...[
        ['input', 3],
        ['a0.h0', 3],
        ['m1', 2],
        ['logits', 4],
      ],
    ])
    // 1 and 2/3 and 0 (twice the first two of which share a threshold or a sample), 2/3, 0, 1/3
    expect(stability.all).toMatchObject({ pairs: 6, edges: { interval: null } })
    expect(stability.all!.edges.mean).toBeCloseTo((1 + 2 / 3 + 0 + 2 / 3 + 0 + 1 / 3) / 6)
    expect(stability.byAxis.get('resample')!.pairs).toBe(2)
    expect(stability.byAxis.get('resample')!.edges.mean).toBeCloseTo((1 + 1 / 3) / 2)
    expect(stability.byAxis.get('threshold')!.edges.mean).toBeCloseTo((2 / 3 + 0) / 2)
    // input, a0.h0, logits and those with m1; m1 and logits alone
    expect(stability.byAxis.get('threshold')!.nodes.mean).toBeCloseTo((3 / 4 + 1 / 4) / 2)
  })

  it('agrees with comparing the circuits two by two', async () => {
    const random = randomNumbers(3)
    const chances = Array.from({ length: graph.edgeCount }, () => random())
    const circuits = Array.from({ length: 9 }, () => drawn(chances, random))
    const repeated = circuits.map((one, resample) => ({ circuit: one, values: { resample } }))
    const { all } = await stabilityOf(graph, repeated, { drawnBy: ['resample'] })
    const diffs = circuits.flatMap((one, at) =>
      circuits.slice(at + 1).map((other) => diffCircuits(graph, one, other)),
    )
    const mean = (of: (diff: (typeof diffs)[number]) => number) =>
      diffs.reduce((sum, diff) => sum + of(diff), 0) / diffs.length
    expect(all!.edges.mean).toBeCloseTo(
      mean(({ edgeJaccard }) => edgeJaccard),
      12,
    )
    expect(all!.nodes.mean).toBeCloseTo(
      mean(({ nodeJaccard }) => nodeJaccard),
      12,
    )
  })

  it('has no pairs of a single circuit, and no doubt where all are equal', async () => {
    const same = circuit('input->logits')
    const of = (count: number) =>
      stabilityOf(
        graph,
        Array.from({ length: count }, (_, resample) => ({ circuit: same, values: { resample } })),
        { drawnBy: ['resample'] },
      )
    expect((await of(1)).all).toBeNull()
    expect((await of(4)).all!.edges).toEqual({ mean: 1, interval: null })
    expect((await of(5)).all!.edges).toEqual({ mean: 1, interval: { low: 1, high: 1 } })
  })

  it('gives intervals that hold the true mean about as often as they say', async () => {
    const random = randomNumbers(11)
    const chances = Array.from({ length: graph.edgeCount }, () => random() ** 2)
    const sample = () =>
      Array.from({ length: 30 }, (_, resample) => ({ circuit: drawn(chances, random), values: { resample } }))
    let truth = 0
    for (let pair = 0; pair < 5_000; pair++)
      truth += diffCircuits(graph, drawn(chances, random), drawn(chances, random)).edgeJaccard / 5_000
    let held = 0
    const trials = 100
    for (let trial = 0; trial < trials; trial++) {
      const { all } = await stabilityOf(graph, sample(), { drawnBy: ['resample'] })
      const { low, high } = all!.edges.interval!
      if (low <= truth && truth <= high) held++
    }
    expect(held / trials).toBeGreaterThan(0.88)
    expect(held / trials).toBeLessThanOrEqual(1)
  })
})
