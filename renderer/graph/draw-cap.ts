import type { ComputationalGraph } from '../../engine/graph'
import { edgeUnderTest } from '../state/edge-under-test'
import { edgeValue } from '../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../state/live-run'
import type { EdgeLook } from './looks'

/** Graphs of up to this many edges show every one, undecided ones too. */
const DRAW_ALL = 400

/** Whether undecided edges are drawn one by one, not as arcs from layer to layer. */
export function drawsUndecided({ edgeCount }: Pick<ComputationalGraph, 'edgeCount'>): boolean {
  return edgeCount <= DRAW_ALL
}

/** Up to this many kept edges, all of them and the one being tested. */
const DRAW_KEPT = 1000
/** From this many kept edges on, each is drawn lighter. */
const CROWD = 200
/** Beyond that, only this many, the largest. */
export const DRAW_LARGEST = 600

export interface DrawnEdges {
  looks: EdgeLook[]
  /** Kept edges that are not drawn. */
  hidden: number
}

/**
 * Which edges of a run are drawn and how, so that the canvas stays fast at any size. `scale` is the
 * largest |value| of the run's colouring.
 */
export function drawnEdges(run: LiveRun, scale: number): DrawnEdges {
  const drawsAll = drawsUndecided(run.graph)
  const testing = edgeUnderTest(run)
  const shown = keptEdges(run)
  const hidden = !drawsAll && shown.length > DRAW_KEPT ? shown.length - DRAW_LARGEST : 0
  if (hidden > 0) shown.splice(DRAW_LARGEST)
  const isCrowded = shown.length > CROWD
  const looks = shown.map((edge): EdgeLook => ({ ...keptLook(run, edge, scale), isCrowded }))
  if (drawsAll) {
    for (let edge = 0; edge < run.graph.edgeCount; edge++) {
      if (run.state[edge] === UNDECIDED && edge !== testing) looks.push({ edge, kind: 'undecided' })
    }
  }
  if (testing >= 0 && run.state[testing] === UNDECIDED) looks.push({ edge: testing, kind: 'testing' })
  return { looks, hidden }
}

/** Kept edges, the largest |value| first. */
export function keptEdges(run: LiveRun): number[] {
  const kept: number[] = []
  for (let edge = 0; edge < run.graph.edgeCount; edge++) if (run.state[edge] === KEPT) kept.push(edge)
  const size = new Map(kept.map((edge) => [edge, Math.abs(edgeValue(run, edge)) || 0]))
  return kept.sort((a, b) => size.get(b)! - size.get(a)! || a - b)
}

function keptLook(run: LiveRun, edge: number, scale: number): EdgeLook {
  const share = scale > 0 ? (edgeValue(run, edge) || 0) / scale : 0
  return { edge, kind: 'kept', value: share, strength: Math.sqrt(Math.min(1, Math.abs(share))) }
}
