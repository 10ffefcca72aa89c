import { describe, expect, it } from 'vitest'
import type { SweepPoint, SweepValues } from '../../../contract'
import { filteredPoints } from '../../state/sweep-filter'
import { bestOfSize } from './best-circuit'
import { hasMeans, lineOf, seriesOf } from './series'
import { bandOf, bySize, figureRows } from './sweep-data'

const point = (values: SweepValues, edges: number | null, faithfulness: number, random: number[] = []) =>
  ({
    ...{ values, edges, find: null, judge: null, state: 'done', train: null, agreement: null },
    measured: { faithfulness, kl: 1, metric: 2, worst: null },
    random: { faithfulness: random, kl: [] },
  }) as unknown as SweepPoint

const points = [
  point({ metric: 'kl', resample: 0, threshold: 0.1 }, 20, 0.8, [0.1]),
  point({ metric: 'kl', resample: 1, threshold: 0.1 }, 30, 0.6),
  point({ metric: 'kl', resample: 0, threshold: 1 }, 5, 0.2),
  point({ metric: 'nll', resample: 0, threshold: 0.1 }, 20, 0.9, [0.3]),
]
const all = bySize(filteredPoints(points, { only: {} }))

describe('lines of a sweep', () => {
  it('are the values of an axis, each through the means of the circuits of one threshold', () => {
    const [kl, nll] = seriesOf(all, 'metric')
    expect([kl.name, nll.name]).toEqual(['KL', 'NLL'])
    expect(lineOf(kl, 'faithfulness').points).toEqual([
      { edges: 5, value: 0.2 },
      { edges: 25, value: 0.7 },
    ])
    expect(lineOf(nll, 'faithfulness').points).toEqual([{ edges: 20, value: 0.9 }])
    expect(hasMeans([kl])).toBe(true)
    expect(hasMeans([nll])).toBe(false)
    expect(new Set([kl.color, nll.color]).size).toBe(2)
    expect(seriesOf(all, null)).toMatchObject([{ name: 'circuits', points: { length: 4 } }])
  })

  it('are of the circuits that are shown', () => {
    const shown = filteredPoints(points, { only: { resample: 0, metric: 'kl' } })
    expect(shown.map(({ index }) => index)).toEqual([0, 2])
  })

  it('have one band of all random circuits of a size', () => {
    expect(bandOf(all, 'faithfulness')).toEqual([{ edges: 20, value: 0.2, low: 0.1, high: 0.3 }])
  })

  it('are saved with a column for each axis', () => {
    const [head, first] = figureRows(all, 'faithfulness', ['resample', 'metric', 'threshold'])
    expect(head.slice(0, 5)).toEqual(['resample', 'metric', 'threshold', 'edges', 'faithfulness'])
    expect(first.slice(0, 5)).toEqual([0, 'kl', 1, 5, 0.2])
    expect(figureRows(all, 'kl', ['threshold'])[0][0]).toBe('value')
  })

  it('have a best circuit of each size', () => {
    expect(bestOfSize(all, 20, 'faithfulness')?.index).toBe(3)
    expect(bestOfSize(all, 19, 'faithfulness')?.index).toBe(2)
    // Alike by KL: the smaller one.
    expect(bestOfSize(all, 100, 'kl')?.index).toBe(2)
    expect(bestOfSize(all, 4, 'kl')).toBeNull()
  })
})
