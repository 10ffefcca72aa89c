import type { ComputationalGraph } from '../../engine/graph'
import type { ColourScale } from '../state/edge-colour'
import { edgeValue } from '../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../state/live-run'
import type { EdgeLook } from './looks'

/** Graphs of up to this many edges show every one, undecided ones too. */
const DRAW_ALL = 400

/** Whether undecided edges are drawn one by one, not as arcs from layer to layer. */
export function drawsUndecided({ edgeCount }: Pick<ComputationalGraph, 'edgeCount'>): boolean {
  return edgeCount <= DRAW_ALL
}

/** Up to this many kept edges, all of them, unless fewer are asked for. */
const DRAW_KEPT = 400
/** Beyond that, only this many, the strongest: more of them are a carpet. */
const DRAW_STRONGEST = 200
/** More would make the canvas slow. */
const DRAW_MOST = 1000
/** From this many kept edges on, each is drawn lighter. */
const CROWD = 200

/** How many of the strongest edges are drawn at most; null: all, and of very many the usual part. */
export type DrawnLimit = number | null
/** What can be asked for. */
export const DRAWN_LIMITS = [100, 200, 400, DRAW_MOST] as const
export const USUALLY_DRAWN = `all up to ${DRAW_KEPT}, of more the ${DRAW_STRONGEST} strongest`

export interface DrawnEdges {
  looks: EdgeLook[]
  /** Kept edges that are not drawn. */
  hidden: number
}

/** How many kept edges of a run are not drawn. */
export function hiddenCount({ graph, kept }: Pick<LiveRun, 'graph' | 'kept'>, limit: DrawnLimit): number {
  if (drawsUndecided(graph)) return 0
  const most = limit ?? (kept > DRAW_KEPT ? DRAW_STRONGEST : DRAW_KEPT)
  return Math.max(0, kept - most)
}

/** Whether so many edges are drawn that fewer can be asked for. */
export function isCrowd({ graph, kept }: Pick<LiveRun, 'graph' | 'kept'>): boolean {
  return !drawsUndecided(graph) && kept > CROWD
}

/** Which edges of a run are drawn and how, so that the canvas stays fast at any size. The one under test is drawn above them. */
export function drawnEdges(run: LiveRun, scale: ColourScale, limit: DrawnLimit): DrawnEdges {
  const drawsAll = drawsUndecided(run.graph)
  const hidden = hiddenCount(run, limit)
  const kept = keptEdges(run)
  const shown = hidden > 0 ? kept.slice(0, kept.length - hidden) : kept
  const isCrowded = shown.length > CROWD
  const looks = shown.map((edge): EdgeLook => ({ ...keptLook(run, edge, scale), isCrowded }))
  if (drawsAll) {
    for (let edge = 0; edge < run.graph.edgeCount; edge++) {
      if (run.state[edge] === UNDECIDED) looks.push({ edge, kind: 'undecided' })
    }
  }
  return { looks, hidden }
}

const sorted = new WeakMap<LiveRun, readonly number[]>()

/** Kept edges, the largest |value| first. Sorted once for each state of a run: several parts of a view ask. */
export function keptEdges(run: LiveRun): readonly number[] {
  const known = sorted.get(run)
  if (known) return known
  const kept: number[] = []
  for (let edge = 0; edge < run.graph.edgeCount; edge++) if (run.state[edge] === KEPT) kept.push(edge)
  const size = new Map(kept.map((edge) => [edge, Math.abs(edgeValue(run, edge)) || 0]))
  kept.sort((a, b) => size.get(b)! - size.get(a)! || a - b)
  sorted.set(run, kept)
  return kept
}

/** Its colour is on the chosen scale; its width is by the value itself, so that the strong ones stand out on any. */
function keptLook(run: LiveRun, edge: number, { largest, shareOf }: ColourScale): EdgeLook {
  const value = edgeValue(run, edge) || 0
  const size = largest > 0 ? Math.min(1, Math.abs(value) / largest) : 0
  return { edge, kind: 'kept', value: shareOf(value), strength: Math.round(Math.sqrt(size) * 64) / 64 }
}
