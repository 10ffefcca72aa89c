import { create } from 'zustand'
import { drawsUndecided } from '../graph/draw-cap'
import { FramePace } from './frame-pace'
import type { LiveRun } from './live-run'
import { useRuns } from './run-store'

/** What of a run is drawn at once: `probe` is the edge under test, `rest` what changes little. */
export type Part = 'probe' | 'graph' | 'numbers' | 'log' | 'lists' | 'plot' | 'rest'

/**
 * How often each is drawn of a run that computes, in milliseconds: the probe as fast as an eye follows, numbers no faster
 * than they are read. Each new look of the graph draws all its nodes and edges again, which is most of the work. Where
 * frames come late, all but the probe are drawn less often.
 */
const EVERY_MS: Record<Part, number> = {
  probe: 110,
  graph: 400,
  numbers: 250,
  log: 330,
  lists: 600,
  plot: 600,
  rest: 800,
}
const PARTS = Object.keys(EVERY_MS) as Part[]
/** A small graph is soon drawn, and shows each decision. */
const SMALL_GRAPH = { ...EVERY_MS, graph: EVERY_MS.probe }

/**
 * The run in Discover as each part draws it. While it computes, thousands of decisions come in a second: the parts take
 * turns, so that no frame has to draw them all. Of a run that does not compute all have the same.
 */
export const useTurns = create<Record<Part, LiveRun | null>>(() => allOf(useRuns.getState().live))

/** null as `part`: nothing is drawn of it now. */
export function useRunOf(part: Part | null): LiveRun | null {
  return useTurns((shown) => part && shown[part])
}

type Times = Partial<Record<Part, number>>

/** When each was drawn last, in milliseconds of the page. */
const drawnAt: Times = {}
let frame = 0
/** The canvases are painted in the frame after they learn what to show; it is left to them. */
let isPainting = false
const pace = new FramePace()

useRuns.subscribe(({ live }, { live: before }) => {
  if (live === before) return
  const isNext =
    live?.summary.state === 'running' && live.summary.id === useTurns.getState().graph?.summary.id
  if (isNext) waitForTurn()
  else showEverywhere(live)
})

function showEverywhere(live: LiveRun | null): void {
  if (frame) cancelAnimationFrame(frame)
  frame = 0
  useTurns.setState(allOf(live))
}

function waitForTurn(): void {
  frame ||= requestAnimationFrame(takeTurn)
}

/** Draws one part; the others wait for the next frames. */
function takeTurn(now: number): void {
  frame = 0
  const { live } = useRuns.getState()
  const shown = useTurns.getState()
  const waiting = PARTS.filter((part) => shown[part] !== live)
  if (waiting.length === 0) return pace.rest()
  pace.frame(now)
  const everyMs = live && drawsUndecided(live.graph) ? SMALL_GRAPH : EVERY_MS
  const next = isPainting ? null : partInTurn(waiting, drawnAt, now, { everyMs, stretch: pace.stretch })
  isPainting = next === 'graph'
  if (next) {
    drawnAt[next] = now
    useTurns.setState({ [next]: live })
  }
  waitForTurn()
}

/** The part that is the most overdue; null where each was drawn lately enough. */
export function partInTurn(
  waiting: readonly Part[],
  drawn: Times,
  now: number,
  { everyMs, stretch } = { everyMs: EVERY_MS, stretch: 1 },
): Part | null {
  const timeOf = (part: Part) => everyMs[part] * (part === 'probe' ? 1 : stretch)
  const due = (part: Part) => (now - (drawn[part] ?? -Infinity)) / timeOf(part)
  const most = waiting.reduce((first, part) => (due(part) > due(first) ? part : first))
  return due(most) >= 1 ? most : null
}

function allOf(live: LiveRun | null): Record<Part, LiveRun | null> {
  return { probe: live, graph: live, numbers: live, log: live, lists: live, plot: live, rest: live }
}
