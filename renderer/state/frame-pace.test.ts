import { describe, expect, it } from 'vitest'
import { FramePace } from './frame-pace'

const IN_TIME_MS = 16.7
const LATE_MS = 50

describe('FramePace', () => {
  it('draws as often as it may while frames come in time', () => {
    expect(after([...times(500, IN_TIME_MS)]).stretch).toBe(1)
  })

  it('draws less often the more frames are late, and three times less at most', () => {
    const some = after(times(500, IN_TIME_MS).map((ms, at) => (at % 33 === 0 ? LATE_MS : ms))).stretch
    expect(some).toBeGreaterThan(1.3)
    expect(some).toBeLessThan(3)
    expect(after(times(500, LATE_MS)).stretch).toBe(3)
  })

  it('forgets them within seconds', () => {
    expect(after([...times(200, LATE_MS), ...times(300, IN_TIME_MS)]).stretch).toBe(1)
  })

  it('does not count the time in which there was nothing to draw', () => {
    const pace = new FramePace()
    for (let at = 0; at < 100; at++) {
      pace.frame(at * 1000)
      pace.rest()
    }
    expect(pace.stretch).toBe(1)
  })
})

const times = (count: number, ms: number): number[] => Array<number>(count).fill(ms)

/** A pace that has seen frames of these milliseconds. */
function after(frames: readonly number[]): FramePace {
  const pace = new FramePace()
  let now = 0
  pace.frame(now)
  for (const ms of frames) pace.frame((now += ms))
  return pace
}
