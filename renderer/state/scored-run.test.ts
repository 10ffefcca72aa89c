import { describe, expect, it } from 'vitest'
import { effectSign, meaningOfReading, type RunSummary } from '../../contract'
import { edgeValue } from './edge-values'
import { withTopEdges } from './scored-run'
import { KEPT, type LiveRun } from './live-run'
import { sliderOfTop, topOfSlider } from '../views/discover/top-slider'

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

describe('the slider of a scored run', () => {
  it('reaches one edge and all, and every small number', () => {
    expect(topOfSlider(0, 32_491)).toBe(1)
    expect(topOfSlider(1, 32_491)).toBe(32_491)
    for (const top of [1, 2, 3, 10, 500]) expect(topOfSlider(sliderOfTop(top, 32_491), 32_491)).toBe(top)
    expect(sliderOfTop(5, 1)).toBe(1)
  })
})
