import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../engine/graph'
import { colourScale, type EdgeColour } from './edge-colour'
import { KEPT, type LiveRun } from './live-run'

const graph = buildGraph({ layers: 1, heads: 2, mlps: false, parallel: false })
/** One strong edge among weak ones, of both signs; the rest is removed. */
const VALUES = [100, 0.5, -0.2, 0.1, 0]

function runOf(values: readonly number[]): LiveRun {
  const state = new Uint8Array(graph.edgeCount)
  const scores = new Float64Array(graph.edgeCount)
  values.forEach((value, edge) => {
    state[edge] = KEPT
    scores[edge] = value
  })
  const importedScores = { meaning: null }
  const run = {
    graph,
    state,
    detail: { scores, metricSense: 1 },
    summary: { method: 'import', importedScores },
  }
  return run as unknown as LiveRun
}

const shares = (by: EdgeColour) => VALUES.map(colourScale(runOf(VALUES), by).shareOf)

describe('colours of edges', () => {
  it.each(['linear', 'symlog', 'rank'] as const)('by %s end at the largest, and keep the sign', (by) => {
    const [strongest, ...others] = shares(by)
    expect(strongest).toBe(1)
    expect(others.map(Math.sign)).toEqual([1, -1, 1, 0])
  })

  it('by symlog and rank differ among weak edges that are all alike in proportion', () => {
    expect(new Set(shares('linear').slice(1, 4).map(Math.abs)).size).toBe(1)
    for (const by of ['symlog', 'rank'] as const)
      expect(new Set(shares(by).slice(0, 4).map(Math.abs)).size).toBe(4)
    expect(shares('rank').slice(0, 4).map(Math.abs)).toEqual([1, 0.75, 0.5, 0.25])
  })

  it('name the value half way to an end', () => {
    expect(colourScale(runOf(VALUES), 'linear').halfway).toBe(50)
    expect(colourScale(runOf(VALUES), 'rank').halfway).toBe(0.2)
    const { halfway, shareOf } = colourScale(runOf(VALUES), 'symlog')
    expect(shareOf(halfway)).toBeCloseTo(0.5, 1)
  })

  it('of a circuit without values are neutral', () => {
    const { largest, shareOf } = colourScale(runOf([]), 'symlog')
    expect(largest).toBe(0)
    expect(shareOf(3)).toBe(0)
  })
})
