import type { Ref } from 'react'
import { drawnArcs, type LayerArc } from './layer-arcs'
import type { GridLayout } from './layout'
import styles from './undecided-arcs.module.css'
import type { Viewport } from './viewport'

/** Arcs left of the layers; they get thinner as ACDC descends. Pans and zooms with the graph. */
export function UndecidedArcs(props: {
  arcs: readonly LayerArc[]
  grid: GridLayout
  group: Ref<SVGGElement>
}) {
  const { arcs, grid, group } = props
  const { x, paths, levels } = drawnArcs(grid, arcs)
  return (
    <svg className={styles.arcs} aria-hidden="true">
      <g ref={group}>
        {paths.map(({ key, d, width }) => (
          <path key={key} d={d} strokeWidth={width} />
        ))}
        {levels.map((y) => (
          <circle key={y} cx={x} cy={y} r={2} />
        ))}
      </g>
    </svg>
  )
}

/** Moves the arcs with the graph. */
export function moveArcs(group: SVGGElement | null, { zoom, pan }: Viewport): void {
  const transform = `translate(${pan.x} ${pan.y}) scale(${zoom})`
  // Set again, even to the same, it would lay out and paint all arcs.
  if (group && group.getAttribute('transform') !== transform) group.setAttribute('transform', transform)
}
