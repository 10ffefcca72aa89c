import { describe, expect, it } from 'vitest'
import { effectSign, meaningOfReading, type RunSummary } from '../../contract'
import { edgeValue } from './edge-values'
import { canRethreshold, withChosenEdges, withTopEdges } from './top-edges'
import { KEPT, type LiveRun } from './live-run'
import {
  positionOfThreshold,
  positionOfTop,
  POSITIONS,
  shortThreshold,
  thresholdOfPosition,
  topOfPosition,
} from './choice-scale'

/** Only what the selection reads of a run. */
function scored(scores: number[], summary: Partial<RunSummary> = {}): LiveRun {
  const edgeCount = scores.length
  return {
    summary: { method: 'eap', state: 'done', direction: 'noising', importedScores: null, ...summary },
    detail: { metricSense: -1, scores: Float64Array.from(scores) },
    graph: { edgeCount },
    effect: new Float64Array(edgeCount).fill(NaN),
  } as unknown as LiveRun
}

const kept = (run: LiveRun) => [...run.state.keys()].filter((edge) => run.state[edge] === KEPT)

describe('withTopEdges', () => {
  it('keeps the best by size, or by what hurts most', () => {
    const run = scored([-1, 5, -3, NaN])
    expect(kept(withTopEdges(run, 2, 'absolute'))).toEqual([1, 2])
    expect(kept(withTopEdges(run, 2, 'signed'))).toEqual([0, 2])
    expect(withTopEdges(run, 99, 'absolute').kept).toBe(3)
  })

  it('shows positive where the edge serves the clean behaviour', () => {
    const run = withTopEdges(scored([-1, 5]), 1, 'absolute')
    expect([edgeValue(run, 0), edgeValue(run, 1)]).toEqual([1, -5])
    const restored = withTopEdges(scored([-1, 5], { direction: 'denoising' }), 1, 'signed')
    expect(kept(restored)).toEqual([1])
    expect([edgeValue(restored, 0), edgeValue(restored, 1)]).toEqual([-1, 5])
  })

  it('shows the opened file of a run as the run itself', () => {
    for (const direction of ['noising', 'denoising'] as const) {
      const reading = { kind: 'effect', metric: 'logit_diff', direction } as const
      const importedScores = { meaning: meaningOfReading(reading), saidBy: 'file' } as const
      const [live, file] = [
        scored([-1, 5, -3], { direction }),
        scored([-1, 5, -3], { method: 'import', direction: null, importedScores }),
      ]
      for (const by of ['signed', 'absolute'] as const) {
        const [a, b] = [withTopEdges(live, 1, by), withTopEdges(file, 1, by)]
        expect(kept(b)).toEqual(kept(a))
        expect([0, 1, 2].map((edge) => edgeValue(b, edge))).toEqual(
          [0, 1, 2].map((edge) => edgeValue(a, edge)),
        )
      }
    }
  })

  it('ranks scores by size while their meaning is unknown', () => {
    const importedScores = { meaning: null, saidBy: 'person' } as const
    const file = scored([-1, 5, -7], { method: 'import', importedScores })
    expect(kept(withTopEdges(file, 1, 'signed'))).toEqual([2])
    expect(edgeValue(file, 2)).toBe(-7)
    const gain = { meaning: meaningOfReading({ kind: 'gain' }), saidBy: 'person' } as const
    expect(
      kept(withTopEdges(scored([-1, 5, -7], { method: 'import', importedScores: gain }), 1, 'signed')),
    ).toEqual([1])
  })
})

it('red is what the behaviour needs, whichever run is patched', () => {
  expect(effectSign(-1, 'noising')).toBe(-1)
  expect(effectSign(-1, 'denoising')).toBe(1)
  expect(effectSign(1, 'noising')).toBe(1)
  expect(effectSign(1, null)).toBe(1)
})

describe('a choice by threshold', () => {
  const choice = (threshold: number, by: 'absolute' | 'signed' = 'absolute') => ({ top: 20, threshold, by })

  it('takes every edge from it on, and says what it is', () => {
    const run = scored([-1, 5, -3, NaN])
    const chosen = withChosenEdges(run, choice(3))
    expect(kept(chosen)).toEqual([1, 2])
    expect(chosen.excerpt).toMatchObject({ kind: 'scores', threshold: 3, by: 'absolute', isTop: false })
    expect(chosen.excerpt!.whole).toBe(run)
    expect(kept(withChosenEdges(run, choice(0.5, 'signed')))).toEqual([0, 2])
    expect(withChosenEdges(run, choice(9)).kept).toBe(0)
    expect(withChosenEdges(run, choice(0)).kept).toBe(3)
  })

  it('is the same as so many of the best, whose threshold is the last one’s score', () => {
    const run = scored([-1, 5, -3, NaN])
    const top = withTopEdges(run, 2, 'absolute')
    expect(top.excerpt).toMatchObject({ threshold: 3, isTop: true })
    expect(kept(withChosenEdges(top, choice(3)))).toEqual(kept(top))
  })

  it('of ACDC goes by the harms of removal that it measured, signed or not as it compared them', () => {
    const acdc = (absolute: boolean) =>
      ({
        ...scored([], { method: 'acdc', absolute }),
        delta: Float64Array.of(0.2, -0.5, NaN, 0.1),
        graph: { edgeCount: 4 },
      }) as LiveRun
    expect(kept(withChosenEdges(acdc(false), choice(0.1)))).toEqual([0, 3])
    expect(kept(withChosenEdges(acdc(true), choice(0.2, 'signed')))).toEqual([0, 1])
    expect(canRethreshold(acdc(false))).toBe(true)
    expect(canRethreshold(scored([1, 2]))).toBe(false)
  })
})

describe('the sliders of a choice', () => {
  it('reach one edge and all, and every small number', () => {
    expect(topOfPosition(0, 32_491)).toBe(1)
    expect(topOfPosition(POSITIONS, 32_491)).toBe(32_491)
    for (const top of [1, 500]) {
      const back = topOfPosition(positionOfTop(top, 32_491), 32_491)
      expect(Math.abs(back - top)).toBeLessThan(0.01 * top + 0.5)
    }
    expect(positionOfTop(5, 1)).toBe(POSITIONS)
  })

  it('reach every threshold from 0 to the largest score', () => {
    const weights = Float64Array.of(2, 0.5, 0.01, 0, -1)
    expect(thresholdOfPosition(0, weights)).toBe(0)
    expect(thresholdOfPosition(POSITIONS, weights)).toBeCloseTo(2, 12)
    expect(positionOfThreshold(2, weights)).toBe(POSITIONS)
    expect(positionOfThreshold(0, weights)).toBe(0)
    for (const threshold of [0.02, 0.4, 1.5]) {
      const back = thresholdOfPosition(positionOfThreshold(threshold, weights), weights)
      expect(Math.abs(back / threshold - 1)).toBeLessThan(0.01)
    }
    expect(positionOfThreshold(1, new Float64Array(0))).toBe(POSITIONS)
  })

  it('say a threshold with three digits, never above it', () => {
    expect([0.0134829, 2, 0.000123456, -0.15551, 0].map(shortThreshold)).toEqual([
      0.0134, 2, 0.000123, -0.156, 0,
    ])
  })
})
