import { beforeEach, expect, it, vi } from 'vitest'
import { runOf } from '../../testing/shown-runs'
import { fromSnapshot, type LiveRun } from './live-run'
import { putLive } from './run-store'
import type { RunState } from '../../contract'
import { partInTurn, useTurns, type Part } from './turns'

let frames: FrameRequestCallback[] = []
vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => frames.push(callback))
vi.stubGlobal('cancelAnimationFrame', () => (frames = []))
beforeEach(() => (frames = []))

const PARTS: readonly Part[] = ['probe', 'graph', 'numbers', 'log', 'lists', 'plot', 'rest']

it('draws every part that waits, one a frame, then none before its time', () => {
  const drawn: Partial<Record<Part, number>> = {}
  const inTurn = Array.from({ length: 9 }, (_, frame) => {
    const part = partInTurn(PARTS, drawn, 1000 + frame)
    if (part) drawn[part] = 1000 + frame
    return part
  })
  expect(inTurn.slice(0, 7).sort()).toEqual([...PARTS].sort())
  expect(inTurn.slice(7)).toEqual([null, null])
})

it('draws the most overdue first, so that none waits for ever', () => {
  const all = { probe: 0, graph: 0, numbers: 0, log: 0, lists: 0, plot: 0, rest: 0 }
  expect(partInTurn(PARTS, all, 5000)).toBe('probe')
  const drawn = { probe: 4990, graph: 4900, numbers: 4900, log: 4900, lists: 4900, plot: 4900, rest: 0 }
  expect(partInTurn(PARTS, drawn, 5000)).toBe('rest')
})

it('draws nothing of what does not wait', () => {
  expect(partInTurn(['log'], { graph: 0, log: 990 }, 1000)).toBe(null)
  expect(partInTurn(['log'], { graph: 0, log: 0 }, 1000)).toBe('log')
})

it('draws all but the edge under test less often where frames come late', () => {
  const everyMs = { probe: 100, graph: 100, numbers: 100, log: 100, lists: 100, plot: 100, rest: 100 }
  const after = (ms: number, stretch: number) =>
    PARTS.filter((part) => partInTurn([part], { [part]: 0 }, ms, { everyMs, stretch }) !== null)
  expect(after(150, 1)).toEqual(PARTS)
  expect(after(150, 3)).toEqual(['probe'])
  expect(after(300, 3)).toEqual(PARTS)
})

it('draws the edge under test several times between two looks of a large graph', () => {
  const drawn: Partial<Record<Part, number>> = {}
  const inTurn = Array.from({ length: 120 }, (_, frame) => {
    const part = partInTurn(['probe', 'graph'], drawn, frame * 16)
    if (part) drawn[part] = frame * 16
    return part
  })
  const looks = inTurn.flatMap((part, frame) => (part === 'graph' ? [frame] : []))
  expect(looks.length).toBeGreaterThan(3)
  for (const [at, frame] of looks.slice(1).entries())
    expect(inTurn.slice(looks[at], frame).filter((part) => part === 'probe').length).toBeGreaterThanOrEqual(3)
})

it('lets parts wait while a run computes, and shows all of it in each once it pauses or ends', () => {
  const ended = fromSnapshot(runOf('r', 'model'))
  const in_ = (state: RunState): LiveRun => ({ ...ended, summary: { ...ended.summary, state } })
  putLive(in_('running'))
  for (const state of ['paused', 'running', 'done'] as const) {
    const before = in_('running')
    putLive(before)
    frames.shift()?.(10_000)
    expect(PARTS.some((part) => useTurns.getState()[part] !== before)).toBe(true)
    const after = in_(state)
    putLive(after)
    const isShown = PARTS.map((part) => useTurns.getState()[part] === after)
    expect(isShown).toEqual(PARTS.map(() => state !== 'running'))
  }
})
