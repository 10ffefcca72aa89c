import type { HostEvent, RunDetail, RunProgress, RunSummary } from '../../contract'
import type { ComputationalGraph, RankBy } from '../../engine/graph'
import { graphOfShape } from './graph-of-shape'

export const UNDECIDED = 0
export const KEPT = 1
export const REMOVED = 2

/**
 * One run as the interface shows it: the host's snapshot plus the decisions that came after it, by
 * edge. Arrays are [edgeCount] and never written after they are handed out.
 */
export interface LiveRun {
  summary: RunSummary
  /** The part of the snapshot that does not change while decisions come in. */
  detail: RunDetail
  graph: ComputationalGraph
  progress: RunProgress | null
  /** Number of the last `run-decisions` event taken in. */
  seq: number
  /** UNDECIDED, KEPT or REMOVED */
  state: Uint8Array
  /** Raw metric with the edge cut; NaN where no run was needed. */
  metric: Float64Array
  /** Minimised form; NaN where no run was needed. */
  delta: Float64Array
  /** Index into DECISION_REASONS; meaningful where decided. */
  reason: Uint8Array
  /** Step at which the edge was decided, -1 before. */
  step: Int32Array
  /** Raw path-patching effect; NaN where not computed. */
  effect: Float64Array
  /** [edgeCount] edges by step; the first `decided` are filled. */
  decidedEdges: Int32Array
  decided: number
  kept: number
  /** Set where what is shown is not the run as it is now. */
  excerpt?: Excerpt
}

/**
 * A part of a run that is shown in place of all of it. `step`: the run as it was after so many decisions; `scores`: the
 * edges whose score is high enough, which a method that decides edge by edge would not have kept.
 */
export type Excerpt =
  | { kind: 'step'; step: number; whole: LiveRun }
  | { kind: 'scores'; threshold: number; by: RankBy; isTop: boolean; whole: LiveRun }

/** The run as it is now. */
export function wholeOf(run: LiveRun): LiveRun {
  return run.excerpt?.whole ?? run
}

type DecisionsEvent = Extract<HostEvent, { type: 'run-decisions' }>
type StatusEvent = Extract<HostEvent, { type: 'run-status' }>
export type RunEvent = DecisionsEvent | StatusEvent

/** The run of a snapshot; decisions already contained in it are taken in at once. */
export function fromSnapshot(detail: RunDetail): LiveRun {
  const graph = graphOfShape(detail.shape)
  const { edgeCount } = graph
  const run: LiveRun = {
    summary: detail.summary,
    detail,
    graph,
    progress: detail.progress,
    seq: detail.seq,
    state: new Uint8Array(edgeCount),
    metric: new Float64Array(edgeCount).fill(NaN),
    delta: new Float64Array(edgeCount).fill(NaN),
    reason: new Uint8Array(edgeCount),
    step: new Int32Array(edgeCount).fill(-1),
    effect: new Float64Array(edgeCount).fill(NaN),
    decidedEdges: new Int32Array(edgeCount),
    decided: 0,
    kept: 0,
  }
  writeDecisions(run, detail)
  return run
}

/**
 * Takes in what the host reported since, in order. `gap` means that an event was missed: what came
 * before the gap is in `run`, and a new snapshot is needed for the rest.
 */
export function applyEvents(run: LiveRun, events: readonly RunEvent[]): { run: LiveRun; gap: boolean } {
  const mine = events.filter((event) => event.runId === run.summary.id)
  if (mine.length === 0) return { run, gap: false }
  const next = mine.some((event) => event.type === 'run-decisions') ? copyArrays(run) : { ...run }
  for (const event of mine) {
    if (event.type === 'run-status') {
      next.summary = event.summary
      next.progress = event.progress
      continue
    }
    if (event.seq <= next.seq) continue
    if (event.seq > next.seq + 1) return { run: next, gap: true }
    next.seq = event.seq
    writeDecisions(next, event)
  }
  return { run: next, gap: false }
}

function copyArrays(run: LiveRun): LiveRun {
  return {
    ...run,
    state: run.state.slice(),
    metric: run.metric.slice(),
    delta: run.delta.slice(),
    reason: run.reason.slice(),
    step: run.step.slice(),
    effect: run.effect.slice(),
    decidedEdges: run.decidedEdges.slice(),
  }
}

/** Writes into arrays that only the caller holds. */
function writeDecisions(
  run: LiveRun,
  { decisions, effects }: Pick<DecisionsEvent, 'decisions' | 'effects'>,
): void {
  for (let row = 0; row < decisions.edge.length; row++) {
    const edge = decisions.edge[row]
    if (run.state[edge] === UNDECIDED) run.decided++
    else if (run.state[edge] === KEPT) run.kept--
    run.state[edge] = decisions.kept[row] ? KEPT : REMOVED
    if (decisions.kept[row]) run.kept++
    run.metric[edge] = decisions.metric[row]
    run.delta[edge] = decisions.delta[row]
    run.reason[edge] = decisions.reason[row]
    run.step[edge] = decisions.firstStep + row
    run.decidedEdges[decisions.firstStep + row] = edge
  }
  for (let row = 0; row < effects.edge.length; row++) run.effect[effects.edge[row]] = effects.effect[row]
}
