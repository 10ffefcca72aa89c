import { expect, it } from 'vitest'
import type { StabilityDetail } from '../../../../contract'
import { buildGraph, edgeIndexByName } from '../../../../engine/graph'
import { csvOfAlike, csvOfKept, keptRows, keptShares } from './stability-files'

const shape = { layers: 1, heads: 2, mlps: false, parallel: false }
const index = edgeIndexByName(buildGraph(shape))
const [always, rare] = ['a0.h0->logits', 'a0.h1->logits'].map((name) => index.get(name)!)
const mean = (value: number) => ({ mean: value, interval: null })
const alike = { pairs: 45, edges: { mean: 0.8, interval: { low: 0.7, high: 0.9 } }, nodes: mean(1) }
const stability = {
  ...{ circuits: 10, shape, all: alike, byAxis: [{ axis: 'resample', ...alike }] },
  kept: { edges: [always, rare], edgeCounts: [10, 1], nodes: { logits: 10, 'a0.h0': 10, 'a0.h1': 1 } },
} as unknown as StabilityDetail

it('lists what at least one circuit has, most often first, by name', () => {
  const edges = keptRows(stability, 'edge')
  expect(edges).toEqual([
    { kind: 'edge', name: 'a0.h0->logits', count: 10, className: 'core' },
    { kind: 'edge', name: 'a0.h1->logits', count: 1, className: 'noise' },
  ])
  expect(keptShares(edges, stability)).toEqual([1, 0.1])
  expect(csvOfKept(stability)).toHaveLength(1 + 2 + 3)
  expect(csvOfKept(stability)[2]).toEqual(['edge', 'a0.h1->logits', 1, 10, 0.1, 'noise'])
})

it('has each mean with its interval, where there is one', () => {
  expect(csvOfAlike(stability).slice(1, 3)).toEqual([
    ['all', 'edges', 0.8, 0.7, 0.9, 45],
    ['all', 'nodes', 1, NaN, NaN, 45],
  ])
  expect(csvOfAlike({ ...stability, all: null, byAxis: [] })).toHaveLength(1)
})
