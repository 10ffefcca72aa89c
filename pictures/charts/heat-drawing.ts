import { heatColor, textOn } from '../../renderer/plots/heat-ramp'
import { cellX, cellY, heatLayout, largestOf, type HeatGrid } from '../../renderer/plots/heatmap-layout'
import type { Drawing } from '../svg/drawing'
import type { LegendEntry } from '../svg/legend'
import { escaped, tag } from '../svg/markup'
import type { Palette } from '../svg/palette'
import { axisText } from './axes'

export interface HeatOnPaper {
  grid: HeatGrid
  /** What the rows and the columns are. */
  rowTitle: string
  columnTitle: string
  /** 1 where a positive value is red. */
  sign: 1 | -1
  /** A value in a cell, and in full in its tip. */
  text: (value: number) => string
}

const ROOM_PX = { width: 620, height: 420 }
const MOST_CELL_PX = 44
/** Narrower cells have no room for their number. */
const LEAST_TEXT_PX = 34
const TITLE_PX = 18

/** Values of cells by colour, as the interface's heatmaps show them. */
export function heatDrawing(
  { grid, rowTitle, columnTitle, sign, text }: HeatOnPaper,
  ramp: Omit<Extract<LegendEntry, { kind: 'ramp' }>, 'kind' | 'low' | 'high' | 'colourOf'>,
  palette: Palette,
): Drawing {
  const limits = { maxCellWidth: MOST_CELL_PX, maxCellHeight: 26, areColumnsWords: false }
  const layout = heatLayout(grid, ROOM_PX, limits)
  const largest = largestOf(grid.values)
  const cells = Array.from(grid.values, (value, cell) => {
    if (Number.isNaN(value)) return ''
    const [row, column] = [Math.floor(cell / grid.columns), cell % grid.columns]
    const share = largest > 0 ? (sign * value) / largest : 0
    const [x, y] = [cellX(layout, grid, column), cellY(layout, grid, row)]
    const [width, height] = [layout.cellWidth - layout.gap, layout.cellHeight - layout.gap]
    const name = `${grid.rowLabels[row]}, ${grid.columnLabels[column]}: ${text(value)}`
    const number =
      layout.cellWidth >= LEAST_TEXT_PX
        ? axisText(
            text(value),
            x + width / 2,
            y + height / 2 + 3.6,
            'middle',
            palette,
            textOn(share, palette.scheme),
          )
        : ''
    const fill = heatColor(share, palette.scheme)
    return tag('g', {}, tag('title', {}, escaped(name)), tag('rect', { x, y, width, height, fill }), number)
  })
  const rows = grid.rowLabels.map((label, row) =>
    row % layout.rowEvery === 0
      ? axisText(
          label,
          layout.left - 6,
          cellY(layout, grid, row) + layout.cellHeight / 2 + 3.6,
          'end',
          palette,
        )
      : '',
  )
  const bottom = layout.top + grid.rows * layout.cellHeight
  const columns = grid.columnLabels.map((label, column) => {
    const x = cellX(layout, grid, column) + layout.cellWidth / 2
    return column % layout.columnEvery === 0 ? axisText(label, x, bottom + 14, 'middle', palette) : ''
  })
  const body = tag('g', { transform: `translate(0 ${TITLE_PX})` }, ...cells, ...rows, ...columns)
  const titles = axisText(`↑ ${rowTitle}, ${columnTitle} →`, 0, 12, 'start', palette)
  const number = text(largest)
  return {
    width: Math.max(layout.width, 240),
    height: layout.height + TITLE_PX,
    body: titles + body,
    legend: [{ kind: 'ramp', ...ramp, low: `−${number}`, high: number, colourOf: heatColor }],
  }
}
