import { nearestStability, type NodeRole } from '../../contract'
import { drawnEdges, drawsUndecided, keptEdges, type DrawnLimit } from '../../renderer/graph/draw-cap'
import { circuitEdges, compacted } from '../../renderer/graph/compacted'
import { countArcs } from '../../renderer/graph/layer-arcs'
import { byStability, nodeClasses } from '../../renderer/graph/kept-classes'
import { gridLayout } from '../../renderer/graph/layout'
import { colourScale, type EdgeColour } from '../../renderer/state/edge-colour'
import {
  edgeValue,
  formatSigned,
  shownValue,
  valueSource,
  VALUE_NAME,
} from '../../renderer/state/edge-values'
import { UNDECIDED, type LiveRun } from '../../renderer/state/live-run'
import { keyOf } from '../../renderer/views/discover/legend-key'
import { formatCount } from '../../renderer/widgets/format'
import { matrixDrawing } from '../charts/matrix-drawing'
import type { Drawing } from '../svg/drawing'
import type { Palette } from '../svg/palette'
import { circuitDrawing } from './circuit-drawing'
import { classEntries, lineEntries, portEntries, rampEntries } from './line-keys'

export interface RunOnPaper {
  roles?: readonly NodeRole[]
  layout?: 'grid' | 'compact'
  /** How values become colours. */
  colour?: EdgeColour
  /** How many of the strongest edges at most; null: the usual number. */
  limit?: DrawnLimit
}

/** The circuit of a run, or as far as it has come, as Discover draws it. */
export function runCircuitDrawing(
  run: LiveRun,
  { roles = [], layout: chosen = 'grid', colour = 'symlog', limit = null }: RunOnPaper,
  palette: Palette,
): Drawing {
  const { graph } = run
  const drawn = drawnEdges(run, colourScale(run, colour), limit)
  const stability = nearestStability(run.detail.stability ?? [], run.kept)
  const looks = stability ? byStability(drawn.looks, stability) : drawn.looks
  const { hidden } = drawn
  const grid = gridLayout(graph)
  const circuit = circuitEdges(looks)
  const layout = chosen === 'compact' ? compacted(graph, grid, circuit) : grid
  const arcs =
    layout === grid && !drawsUndecided(graph) ? countArcs(graph, (edge) => run.state[edge] === UNDECIDED) : []
  const legend = [
    ...rampEntries(keyOf(run, colour)),
    ...lineEntries(looks, null, palette),
    ...(stability ? classEntries(palette) : []),
    ...(arcs.length > 0
      ? [{ kind: 'line' as const, text: 'undecided, by layer', colour: palette.textFaint }]
      : []),
    ...(hidden > 0
      ? [{ kind: 'text' as const, text: `${formatCount(hidden)} weaker edges are not drawn` }]
      : []),
    ...portEntries(palette),
  ]
  const describe = (edge: number) =>
    run.state[edge] === UNDECIDED
      ? 'undecided'
      : `${VALUE_NAME[valueSource(run, edge)]} ${formatSigned(shownValue(run, edge))}`
  const classes = stability ? nodeClasses(stability) : undefined
  return circuitDrawing({ graph, layout, edges: looks, arcs, roles, classes, describe }, legend, palette)
}

/** Every edge of a run's graph, as Discover's matrix has them. */
export function runMatrixDrawing(run: LiveRun, palette: Palette, colour: EdgeColour = 'symlog'): Drawing {
  const { shareOf } = colourScale(run, colour)
  const value = (edge: number) => shareOf(edgeValue(run, edge))
  const cells = { state: run.state, value }
  return matrixDrawing(
    { graph: run.graph, cells, kept: keptEdges(run) },
    rampEntries(keyOf(run, colour)),
    palette,
  )
}
