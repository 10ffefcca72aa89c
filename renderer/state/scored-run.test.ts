import { describe, expect, it } from 'vitest'
import { edgeValue } from './edge-values'
import { rampScores, withTopEdges } from './scored-run'
import { KEPT, type LiveRun } from './live-run'
import { redSign } from './method-names'
import { sliderOfTop, topOfSlider } from '../views/discover/top-slider'

/** Only what the selection reads of a run. */
function scored(scores: number[], direction: 'noising' | 'denoising' = 'noising'): LiveRun {
  const edgeCount = scores.length
  return {
    summary: { method: 'eap', state: 'done', direction },
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
    expect(withTopEdges(run, 99, 'absolute').kept).toBe(4)
  })

  it('shows positive where the edge serves the clean behaviour', () => {
    const run = withTopEdges(scored([-1, 5]), 1, 'absolute')
    expect([edgeValue(run, 0), edgeValue(run, 1)]).toEqual([1, -5])
    expect([...rampScores(scored([-1, 5], 'denoising'))]).toEqual([-1, 5])
  })
})

it('red is what the behaviour needs, whichever run is patched', () => {
  expect(redSign(-1, 'noising')).toBe(-1)
  expect(redSign(-1, 'denoising')).toBe(1)
  expect(redSign(1, 'noising')).toBe(1)
  expect(redSign(1, null)).toBe(1)
})

describe('the slider of a scored run', () => {
  it('reaches one edge and all, and every small number', () => {
    expect(topOfSlider(0, 32_491)).toBe(1)
    expect(topOfSlider(1, 32_491)).toBe(32_491)
    for (const top of [1, 2, 3, 10, 500]) expect(topOfSlider(sliderOfTop(top, 32_491), 32_491)).toBe(top)
    expect(sliderOfTop(5, 1)).toBe(1)
  })
})
