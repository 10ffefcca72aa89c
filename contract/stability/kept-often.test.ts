import { describe, expect, it } from 'vitest'
import { edgeStability, nearestStability, nodeStability } from './kept-often'
import type { StabilityDetail } from './stability'

const measured = (mean: number, counts: Record<number, number> = {}) =>
  ({
    circuits: 10,
    sizes: { least: mean, mean, most: mean },
    kept: { edges: Object.keys(counts).map(Number), edgeCounts: Object.values(counts), nodes: { m0: 9, m1: 1 } },
  }) as unknown as StabilityDetail

describe('how often an edge or a node was kept', () => {
  it('says what that makes it, and of an edge of no circuit that it is in none', () => {
    const stability = measured(3, { 4: 10, 7: 5, 9: 1 })
    const classes = [4, 7, 9, 8].map((edge) => edgeStability(stability, edge))
    expect(classes).toEqual([
      { count: 10, className: 'core' },
      { count: 5, className: 'contingent' },
      { count: 1, className: 'noise' },
      { count: 0, className: 'never' },
    ])
    expect(['m0', 'm1', 'm2'].map((node) => nodeStability(stability, node).className)).toEqual([
      'core',
      'noise',
      'never',
    ])
  })

  it('is that of the size next to what is shown', () => {
    const [small, large] = [measured(10), measured(100)]
    expect([12, 54, 56, 400].map((kept) => nearestStability([small, large], kept))).toEqual([
      small,
      small,
      large,
      large,
    ])
    expect(nearestStability([], 3)).toBeNull()
  })
})
