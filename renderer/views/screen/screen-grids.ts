import type { SiteFamily, SiteScores } from '../../../contract'
import type { GraphShape } from '../../../engine/graph'
import type { HeatGrid } from '../../plots/heatmap-layout'
import { rowsOf } from '../../state/sites'

/** A heatmap of sites: its cells, and the row of the scores that each cell shows (-1 where none). */
export interface SiteGrid {
  grid: HeatGrid
  rowOf: Int32Array
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

function emptyGrid(
  rows: number,
  columns: number,
  labels: Pick<HeatGrid, 'rowLabels' | 'columnLabels' | 'apart'>,
) {
  return {
    grid: { rows, columns, values: new Float64Array(rows * columns).fill(NaN), ...labels },
    rowOf: new Int32Array(rows * columns).fill(-1),
  }
}

function fill(
  made: SiteGrid,
  scores: SiteScores,
  rows: readonly number[],
  cellOf: (row: number) => number,
): void {
  for (const row of rows) {
    const cell = cellOf(row)
    made.grid.values[cell] = scores.effect[row]
    made.rowOf[cell] = row
  }
}

/** Layers up, heads across; for head outputs, the MLPs in a separate column. */
export function headGrid(scores: SiteScores, { layers, heads }: GraphShape, site: SiteFamily): SiteGrid {
  const mlps = site === 'heads' ? rowsOf(scores, 'mlp', 'whole') : []
  const columns = heads + (mlps.length > 0 ? 1 : 0)
  const made = emptyGrid(layers, columns, {
    rowLabels: range(layers).map(String),
    columnLabels: [...range(heads).map(String), ...(mlps.length > 0 ? ['MLP'] : [])],
    apart: heads,
  })
  fill(made, scores, rowsOf(scores, site, 'whole'), (row) => scores.layer[row] * columns + scores.head[row])
  fill(made, scores, mlps, (row) => scores.layer[row] * columns + heads)
  return made
}

/** Positions across; layers up, or every head for a family of heads. `labels` are by position. */
export function positionGrid(
  scores: SiteScores,
  { layers, heads }: GraphShape,
  site: SiteFamily,
  labels: readonly string[],
): SiteGrid {
  const rows = rowsOf(scores, site, 'by-position')
  const columns = rows.reduce((most, row) => Math.max(most, scores.pos[row] + 1), 1)
  const isByHead = site === 'heads-by-position'
  const rowLabels = isByHead
    ? range(layers * heads).map((i) => `${Math.floor(i / heads)}.${i % heads}`)
    : range(layers).map(String)
  const made = emptyGrid(rowLabels.length, columns, {
    rowLabels,
    columnLabels: range(columns).map((pos) => labels[pos] ?? String(pos)),
    apart: columns,
  })
  const line = (row: number) => (isByHead ? scores.layer[row] * heads + scores.head[row] : scores.layer[row])
  fill(made, scores, rows, (row) => line(row) * columns + scores.pos[row])
  return made
}

/** Families shown by layer and head, and by layer and position, in the order of their switches. */
export const HEAD_SITES = ['heads', 'q', 'k', 'v', 'pattern'] as const satisfies SiteFamily[]
export const POSITION_SITES = ['resid', 'attn', 'mlp', 'heads-by-position'] as const satisfies SiteFamily[]
