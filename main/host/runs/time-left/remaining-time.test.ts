import { describe, expect, it } from 'vitest'
import {
  journalOf,
  RECORDED_RUNS,
  recordedGraph,
  recordedOrder,
  replayRecorded,
  type RecordedRun,
  type TimedEvent,
} from '../../../../testing/recorded-runs'
import { buildGraph, edgesInTestOrder } from '../../../../engine/host'
import { RemainingTime } from './remaining-time'

const NOTHING = journalOf([])
const NO_EFFECTS = { edge: new Int32Array(0), effect: new Float64Array(0) }

interface Moment {
  computedMs: number
  decided: number
  leftMs: number | null
}

/** What is said after every event. */
function follow(
  events: TimedEvent[],
  remaining = new RemainingTime(recordedGraph, recordedOrder, NOTHING, NO_EFFECTS),
) {
  let [computedMs, decided] = [0, 0]
  return events.map(({ event, ms }): Moment => {
    remaining.add(event, ms)
    computedMs += ms
    if (event.type === 'decision') decided++
    return { computedMs, decided, leftMs: remaining.leftMs() }
  })
}

const durationOf = (events: TimedEvent[]) => events.reduce((sum, { ms }) => sum + ms, 0)

/** How many times too long (or too short) a guess is. */
const factor = (guess: number, truth: number) => Math.max(guess / truth, truth / guess)

describe.each(Object.entries(RECORDED_RUNS))('of the recorded %s run', (_metric, run: RecordedRun) => {
  const events = replayRecorded(run)
  const wholeMs = durationOf(events)
  const moments = follow(events)
  const at = (share: number) => moments.find(({ computedMs }) => computedMs >= share * wholeMs)!

  it.each([0.25, 0.5, 0.75])('at %d of its time, the estimate is right within a factor of 2', (share) => {
    const { computedMs, decided, leftMs } = at(share)
    const truth = wholeMs - computedMs
    expect(factor(leftMs!, truth)).toBeLessThan(2)
    // Decided edges extrapolated: free decisions come early, costly tests late.
    const extrapolated = ((events.length - decided) * computedMs) / decided
    expect(factor(extrapolated, truth)).toBeGreaterThan(3)
  })

  it('is not known at first, and then said without a gap or a leap', () => {
    const first = moments.findIndex(({ leftMs }) => leftMs !== null)
    expect(moments[first].computedMs).toBeGreaterThanOrEqual(500)
    const said = moments.slice(first).map(({ leftMs }) => leftMs!)
    expect(said.every(Number.isFinite)).toBe(true)
    const total = moments.slice(first).map(({ computedMs, leftMs }) => computedMs + leftMs!)
    const leaps = total.slice(1).map((value, i) => factor(value, total[i]))
    expect(Math.max(...leaps)).toBeLessThan(1.5)
  })

  it('goes on after an interruption, from what the rest of the run costs', () => {
    const half = moments.findIndex(({ computedMs }) => computedMs >= 0.5 * wholeMs)
    const before = events.slice(0, half).map(({ event }) => event)
    const journal = journalOf(before)
    const edge = Int32Array.from(before.filter((event) => event.type === 'effect').map((event) => event.edge))
    const known = { edge, effect: new Float64Array(edge.length) }
    const remaining = new RemainingTime(recordedGraph, recordedOrder, journal, known)
    expect(remaining.leftMs()).toBeNull()
    // Making the cuts again takes its time, once.
    remaining.add({ type: 'testing', edge: recordedOrder[journal.edge.length] }, 5_000)
    const rest = events.slice(half)
    const restMs = durationOf(rest)
    const resumed = follow(rest, remaining)
    for (const share of [0.1, 0.25, 0.5]) {
      const { computedMs, leftMs } = resumed.find((moment) => moment.computedMs >= share * restMs)!
      expect(factor(leftMs!, restMs - computedMs)).toBeLessThan(2)
    }
  })
})

describe('where every test costs the same', () => {
  it('counts the tests that are left', () => {
    const graph = buildGraph({ layers: 1, heads: 4, mlps: true, parallel: false })
    const order = edgesInTestOrder(graph, 'reference')
    const remaining = new RemainingTime(graph, order, NOTHING, NO_EFFECTS)
    const decided = order.length - 10
    for (let step = 0; step < decided; step++) {
      const decision = { step, edge: order[step], metric: 1, delta: 1, kept: true }
      remaining.add({ type: 'decision', ...decision, reason: 'at-or-above-threshold' }, 100)
    }
    const left = remaining.leftMs()!
    expect(factor(left, 1000)).toBeLessThan(1.05)
  })
})
