import type { NodeRole, RunComparison } from '../../contract'
import { circuitEdges, compacted } from '../../renderer/graph/compacted'
import { gridLayout } from '../../renderer/graph/layout'
import { graphOfShape } from '../../renderer/state/graph-of-shape'
import { unionLooks } from '../../renderer/views/compare/union-looks'
import { formatCount } from '../../renderer/widgets/format'
import { numberedTitle } from '../describe/describe-run'
import type { Drawing } from '../svg/drawing'
import type { Palette } from '../svg/palette'
import { circuitDrawing } from './circuit-drawing'
import { lineEntries, portEntries } from './line-keys'

/** The union of two circuits, as Compare draws it. */
export function unionDrawing(
  comparison: RunComparison,
  { roles = [], layout: chosen = 'grid' }: { roles?: readonly NodeRole[]; layout?: 'grid' | 'compact' },
  palette: Palette,
): Drawing {
  const graph = graphOfShape(comparison.shape)
  const { looks, hidden } = unionLooks(comparison, null)
  const grid = gridLayout(graph)
  const layout = chosen === 'compact' && looks.length > 0 ? compacted(graph, grid, circuitEdges(looks)) : grid
  const names = { a: `${numberedTitle(comparison.a)} (A)`, b: `${numberedTitle(comparison.b)} (B)` }
  const legend = [
    ...lineEntries(looks, names, palette),
    ...(hidden > 0 ? [{ kind: 'text' as const, text: `${formatCount(hidden)} edges are not drawn` }] : []),
    ...portEntries(palette),
  ]
  return circuitDrawing({ graph, layout, edges: looks, roles }, legend, palette)
}
