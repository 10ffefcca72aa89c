import type { ComputationalGraph } from '../../engine/graph'
import { gutterArc } from './curves'
import styles from './undecided-arcs.module.css'
import type { GridLayout } from './layout'
import type { Ref } from 'react'
import { ARC_DEPTH, type Viewport } from './viewport'

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
  const { layers } = graph.shape
  const side = layers + 2
  const counts = new Int32Array(side * side)
  const totals = new Int32Array(side * side)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const from = graph.senders[graph.edgeSender[edge]].layer + 1
    const to = graph.receivers[graph.edgeReceiver[edge]].layer + 1
    totals[from * side + to]++
    if (isUndecided(edge)) counts[from * side + to]++
  }
  const arcs: LayerArc[] = []
  for (let cell = 0; cell < counts.length; cell++) {
    const from = Math.floor(cell / side) - 1
    const to = (cell % side) - 1
    if (counts[cell] > 0 && from !== to) arcs.push({ from, to, count: counts[cell], total: totals[cell] })
  }
  return arcs
}

/** Arcs left of the layers; they get thinner as ACDC descends. Pans and zooms with the graph. */
export function UndecidedArcs(props: {
  arcs: readonly LayerArc[]
  grid: GridLayout
  group: Ref<SVGGElement>
}) {
  const { arcs, grid, group } = props
  const x = grid.left - 44
  const layers = grid.bands.length
  const most = Math.max(1, ...arcs.map((arc) => arc.total))
  const levelY = (layer: number) => heightOf(grid, layer)
  const levels = Array.from({ length: layers + 2 }, (_, level) => level - 1)
  return (
    <svg className={styles.arcs} aria-hidden="true">
      <g ref={group}>
        {arcs.map(({ from, to, count }) => (
          <path
            key={`${from} ${to}`}
            d={gutterArc(x, levelY(from), levelY(to), (ARC_DEPTH * (to - from)) / (layers + 1))}
            strokeWidth={0.4 + 4.6 * Math.sqrt(count / most)}
          />
        ))}
        {levels.map((layer) => (
          <circle key={layer} cx={x} cy={levelY(layer)} r={2} />
        ))}
      </g>
    </svg>
  )
}

/** Moves the arcs with the graph. */
export function moveArcs(group: SVGGElement | null, { zoom, pan }: Viewport): void {
  group?.setAttribute('transform', `translate(${pan.x} ${pan.y}) scale(${zoom})`)
}

function heightOf(grid: GridLayout, layer: number): number {
  const band = grid.bands[layer]
  if (band) return band.center.y
  return grid.nodes.find((node) => node.layer === layer)!.position.y
}
