import { useMemo } from 'react'
import { Circuit, circuitNodes, shownNode, type ComputationalGraph } from '../../../engine/graph'
import { gridLayout, NODE_HEIGHT, type GridLayout } from '../../graph/layout'
import { formatCount } from '../../widgets/format'
import styles from './circuit-picture.module.css'
import { edgesToDraw } from './shared-edges'

/** More lines than this cover each other at this size. */
const MOST_DRAWN = 400
/** More lines than this are drawn thin. */
const MANY = 80
/** In wider drawings names would be too small to be read. */
const WIDEST_NAMED = 900
const PAD = 14

interface CircuitPictureProps {
  graph: ComputationalGraph
  edges: Int32Array
  /** Edges that all pictures have: drawn fainter, so that what differs stands out. */
  shared: ReadonlySet<number>
  label: string
}

/** A small picture of a circuit, with every node where it is in every other picture. */
export function CircuitPicture({ graph, edges, shared, label }: CircuitPictureProps) {
  const grid = useMemo(() => gridLayout(graph), [graph])
  const nodes = useMemo(() => circuitNodes(graph, Circuit.of(graph.edgeCount, edges)), [graph, edges])
  const { own, common, hidden } = useMemo(() => edgesToDraw(edges, shared, MOST_DRAWN), [edges, shared])
  const paths = useMemo(() => {
    const lineOf = edgeLines(graph, grid)
    return { own: own.map(lineOf).join(''), common: common.map(lineOf).join('') }
  }, [graph, grid, own, common])
  const [left, top, width, height] = boxOf(grid)
  return (
    <div className={styles.picture}>
      <svg
        viewBox={`${left} ${top} ${width} ${height}`}
        data-many={own.length > MANY || undefined}

        role="img"
        aria-label={label}
        preserveAspectRatio="xMidYMid meet"
      >
        {grid.bands.map(({ layer, center, width, height }) => (
          <rect
            key={layer}
            className={styles.band}
            x={center.x - width / 2}
            y={center.y - height / 2}
            width={width}
          />
        ))}
        <path className={styles.common} d={paths.common} />
        <path className={styles.own} d={paths.own} />
        {grid.nodes.map(({ name, kind, position, width }) => (
          <rect
            key={name}
            className={styles.node}
            data-kind={kind}
            data-live={nodes.has(name) || undefined}
            x={position.x - width / 2}
            y={position.y - NODE_HEIGHT / 2}
            width={width}
            height={NODE_HEIGHT}
            rx={5}
          >
            <title>{shownNode(name)}</title>
          </rect>
        ))}
        {width <= WIDEST_NAMED &&
          grid.nodes.map(({ name, position }) => (
            <text
              key={name}
              className={styles.name}
              data-live={nodes.has(name) || undefined}
              x={position.x}
              y={position.y}
              aria-hidden
            >
              {shownNode(name)}
            </text>
          ))}
      </svg>
      {hidden > 0 && <span className={styles.hidden}>{formatCount(hidden)} not drawn</span>}
    </div>
  )
}

/** Left, top, width and height. */
function boxOf({ nodes, bands }: GridLayout): [number, number, number, number] {
  const xs = [
    ...nodes.flatMap(({ position, width }) => [position.x - width / 2, position.x + width / 2]),
    ...bands.flatMap(({ center, width }) => [center.x - width / 2, center.x + width / 2]),
  ]
  const ys = nodes.map(({ position }) => position.y)
  const [left, top] = [Math.min(...xs) - PAD, Math.min(...ys) - NODE_HEIGHT - PAD]
  return [left, top, Math.max(...xs) + PAD - left, Math.max(...ys) + NODE_HEIGHT + PAD - top]
}

/** Upward S-curves from the top of the sender to the bottom of the receiver. */
function edgeLines(graph: ComputationalGraph, { nodes }: GridLayout): (edge: number) => string {
  const positions = new Map(nodes.map(({ name, position }) => [name, position]))
  return (edge) => {
    const from = positions.get(graph.senders[graph.edgeSender[edge]].name)!
    const to = positions.get(graph.receivers[graph.edgeReceiver[edge]].node)!
    const [top, bottom] = [from.y - NODE_HEIGHT / 2, to.y + NODE_HEIGHT / 2]
    const bend = (top - bottom) * 0.45
    return `M${from.x} ${top}C${from.x} ${top - bend} ${to.x} ${bottom + bend} ${to.x} ${bottom}`
  }
}
