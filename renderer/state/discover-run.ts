import { useMemo } from 'react'
import type { LiveRun } from './live-run'
import { useReplayStep } from './replay'
import { runAtStep } from './replayed-run'
import { useRethreshold } from './rethreshold'
import { isScored, withChosenEdges, type EdgeChoice } from './top-edges'
import { useRunOf, type Part } from './turns'
import { useWorkbench } from './workbench'

/** Which edges of a scored run are shown. */
export function useTopChoice(): EdgeChoice {
  const top = useWorkbench((state) => state.topEdges)
  const by = useWorkbench((state) => state.rankBy)
  const threshold = useWorkbench((state) => state.scoreThreshold)
  return useMemo(() => ({ top, by, threshold }), [top, by, threshold])
}

/**
 * The run that Discover draws: of a scored run the edges that are chosen by their score; of one with a circuit of its own
 * another choice where that is asked for, the run as it was at an earlier step, or as it is. While it computes, `part` says
 * whose turn it is that it waits for; null: nothing is drawn of it now.
 */
export function useDiscoverRun(part: Part | null): LiveRun | null {
  const run = useRunOf(part)
  const step = useReplayStep(run)
  const ofScored = useTopChoice()
  const rethreshold = useRethreshold(run)
  return run && shownOf(run, step, ofScored, rethreshold)
}

type Choices = [run: LiveRun, step: number | null, ofScored: EdgeChoice, rethreshold: EdgeChoice | null]

let last: { choices: Choices; shown: LiveRun } | null = null

/** One object for all who draw the same: it has arrays of its own, and is a key of what is known of it. */
function shownOf(...choices: Choices): LiveRun {
  if (!last || !isSame(last.choices, choices)) last = { choices, shown: madeOf(...choices) }
  return last.shown
}

function madeOf(...[run, step, ofScored, rethreshold]: Choices): LiveRun {
  if (isScored(run)) return withChosenEdges(run, ofScored)
  if (rethreshold) return withChosenEdges(run, rethreshold)
  return step === null ? run : runAtStep(run, step)
}

function isSame([run, step, ofScored, rethreshold]: Choices, other: Choices): boolean {
  const isSameRun = run === other[0] && step === other[1]
  return isSameRun && isSameChoice(ofScored, other[2]) && isSameChoice(rethreshold, other[3])
}

function isSameChoice(a: EdgeChoice | null, b: EdgeChoice | null): boolean {
  return a === b || (a?.top === b?.top && a?.by === b?.by && a?.threshold === b?.threshold)
}
