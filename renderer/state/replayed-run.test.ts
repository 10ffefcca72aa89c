import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { buildGraph, edgesInTestOrder } from '../../engine/graph'
import { runSummary } from '../../testing/run-summary'
import { edgeUnderTest } from './edge-under-test'
import { valueScale } from './edge-values'
import { fromSnapshot, KEPT, UNDECIDED, wholeOf, type LiveRun } from './live-run'
import { metricBefore } from './metric-before'
import { playReplay, showLive, showStep, stepBy, stepOf, useReplay } from './replay'
import { keptSteps, metricAtStep, runAtStep } from './replayed-run'
import { useRuns } from './run-store'

const shape = { layers: 2, heads: 2, mlps: false, parallel: false }
const order = edgesInTestOrder(buildGraph(shape), 'reference')
/** Every third edge is kept, every fourth needed no test. */
const rows = [...order.keys()]

function run(state: 'done' | 'running' = 'done', decided = order.length): LiveRun {
  const summary = runSummary(1, { state, edgesTotal: order.length, metricInitial: 1 })
  const isKept = (row: number) => row % 3 === 0 && row % 4 !== 1
  return fromSnapshot({
    ...{ config: null, provenance: null, certificate: null, settings: [], measurements: null, scores: null },
    ...{ summary, shape, metricSense: 1, seq: 1, progress: null },
    decisions: {
      firstStep: 0,
      edge: order.slice(0, decided),
      metric: Float64Array.from(rows.slice(0, decided), (row) => (row % 4 === 1 ? NaN : row / 10)),
      delta: Float64Array.from(rows.slice(0, decided), (row) => (row % 4 === 1 ? NaN : row / 100)),
      kept: Uint8Array.from(rows.slice(0, decided), (row) => (isKept(row) ? 1 : 0)),
      reason: new Uint8Array(decided),
    },
    effects: {
      edge: order.slice(0, decided).filter((_, row) => isKept(row)),
      effect: Float64Array.from(rows.slice(0, decided).filter(isKept)),
    },
  })
}

describe('a run as it was', () => {
  it('is what a snapshot of that moment would have shown, at every step', () => {
    const whole = run()
    for (let step = 0; step <= order.length; step++) {
      const then = run('running', step)
      const shown = runAtStep(whole, step)
      for (const array of ['state', 'metric', 'delta', 'step', 'effect'] as const)
        expect([step, array, [...shown[array]]]).toEqual([step, array, [...then[array]]])
      expect([shown.kept, shown.decided]).toEqual([then.kept, then.decided])
      expect(edgeUnderTest(shown)).toBe(step < order.length ? order[step] : -1)
      expect(metricAtStep(whole, step)).toBe(metricAtStep(then, step))
      if (step < order.length) expect(metricAtStep(whole, step)).toBe(metricBefore(whole, order[step]))
    }
  })

  it('is coloured on the scale of the whole, so that no edge changes its colour', () => {
    const whole = run()
    expect(valueScale(runAtStep(whole, 4))).toEqual(valueScale(whole))
    expect(wholeOf(runAtStep(runAtStep(whole, 9), 4))).toBe(whole)
  })

  it('names the steps at which an edge was kept', () => {
    const whole = run()
    expect(keptSteps(whole).map((step) => whole.state[order[step]])).toEqual(keptSteps(whole).map(() => KEPT))
    expect(keptSteps(whole)).toHaveLength(whole.kept)
  })
})

describe('the replay', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    showLive()
    vi.useRealTimers()
  })
  const show = (live: LiveRun) => useRuns.setState({ live })
  const step = () => stepOf(useReplay.getState(), useRuns.getState().live)

  it('goes to any step, and from the last one on is the run as it is now', () => {
    show(run())
    showStep(3.4)
    expect(step()).toBe(3)
    stepBy(-10)
    expect(step()).toBe(0)
    stepBy(order.length)
    expect(step()).toBeNull()
    stepBy(-1)
    expect(step()).toBe(order.length - 1)
  })

  it('of a running run stays where it is while decisions come in', () => {
    show(run('running', 5))
    showStep(2)
    show(run('running', 8))
    expect(step()).toBe(2)
    expect(runAtStep(useRuns.getState().live!, 2).state[order[4]]).toBe(UNDECIDED)
  })

  it('plays from the first decision to the last, and from where the slider was moved to', () => {
    show(run())
    playReplay()
    expect([step(), useReplay.getState().isPlaying]).toEqual([0, true])
    vi.advanceTimersByTime(3000)
    const reached = step()!
    expect(reached).toBeGreaterThan(0)
    showStep(reached + 4)
    vi.advanceTimersByTime(1000)
    expect(step()!).toBeGreaterThanOrEqual(reached + 4)
    vi.advanceTimersByTime(20_000)
    expect([step(), useReplay.getState().isPlaying]).toEqual([null, false])
  })

  it('ends where another run is shown', () => {
    show(run())
    playReplay()
    vi.advanceTimersByTime(500)
    const other = run()
    show({ ...other, summary: { ...other.summary, id: 'another' } })
    expect(step()).toBeNull()
    vi.advanceTimersByTime(100)
    expect(useReplay.getState().isPlaying).toBe(false)
  })
})
