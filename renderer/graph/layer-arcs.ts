import type { ComputationalGraph } from '../../engine/graph'
import { gutterArc } from './curves'
import type { GridLayout } from './layout'
import { ARC_DEPTH } from './viewport'

/** Undecided edges from one layer to another; -1 is `input`, the number of layers `logits`. */
export interface LayerArc {
  from: number
  to: number
  count: number
  /** `count` at the start of the run. */
  total: number
}

/** Counts the undecided edges from layer to layer. `isUndecided` is [edgeCount]. */
export function countArcs(graph: ComputationalGraph, isUndecided: (edge: number) => boolean): LayerArc[] {
  const { side, cellOf, totals } = pairsOf(graph)
  const counts = new Int32Array(side * side)
  for (let edge = 0; edge < graph.edgeCount; edge++) if (isUndecided(edge)) counts[cellOf[edge]]++
  const arcs: LayerArc[] = []
  for (let cell = 0; cell < counts.length; cell++) {
    const from = Math.floor(cell / side) - 1
    const to = (cell % side) - 1
    if (counts[cell] > 0 && from !== to) arcs.push({ from, to, count: counts[cell], total: totals[cell] })
  }
  return arcs
}

interface LayerPairs {
  /** Levels: the layers, `input` and `logits`. */
  side: number
  /** [edgeCount] level of the sender x side + level of the receiver. */
  cellOf: Int32Array
  /** [side x side] edges of each pair. */
  totals: Int32Array
}

const known = new WeakMap<ComputationalGraph, LayerPairs>()

/** Looked up once for a graph: arcs are counted again for each look of a run that computes. */
function pairsOf(graph: ComputationalGraph): LayerPairs {
  const before = known.get(graph)
  if (before) return before
  const side = graph.shape.layers + 2
  const cellOf = Int32Array.from({ length: graph.edgeCount }, (_, edge) => {
    const from = graph.senders[graph.edgeSender[edge]].layer + 1
    const to = graph.receivers[graph.edgeReceiver[edge]].layer + 1
    return from * side + to
  })
  const totals = new Int32Array(side * side)
  for (const cell of cellOf) totals[cell]++
  const pairs = { side, cellOf, totals }
  known.set(graph, pairs)
  return pairs
}

export interface DrawnArcs {
  /** Where the arcs begin and end. */
  x: number
  paths: { key: string; d: string; width: number }[]
  /** Heights of the levels that they join; none without arcs. */
  levels: number[]
}

/** The arcs as paths of the drawing. */
export function drawnArcs(grid: GridLayout, arcs: readonly LayerArc[]): DrawnArcs {
  const x = grid.left - 44
  const layers = grid.bands.length
  const most = Math.max(1, ...arcs.map((arc) => arc.total))
  const levelY = (layer: number) => heightOf(grid, layer)
  return {
    x,
    paths: arcs.map(({ from, to, count }) => ({
      key: `${from} ${to}`,
      d: gutterArc(x, levelY(from), levelY(to), (ARC_DEPTH * (to - from)) / (layers + 1)),
      // In steps that are just seen: each new width paints an arc again.
      width: Math.round(10 * (0.4 + 4.6 * Math.sqrt(count / most))) / 10,
    })),
    levels: Array.from({ length: arcs.length > 0 ? layers + 2 : 0 }, (_, level) => levelY(level - 1)),
  }
}

function heightOf(grid: GridLayout, layer: number): number {
  const band = grid.bands[layer]
  if (band) return band.center.y
  return grid.nodes.find((node) => node.layer === layer)!.position.y
}
