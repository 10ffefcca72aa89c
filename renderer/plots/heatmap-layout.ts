/** A heatmap's cells: `values` [rows * columns], NaN where there is no cell. Row 0 is drawn at the bottom. */
export interface HeatGrid {
  rows: number
  columns: number
  values: Float64Array
  rowLabels: string[]
  columnLabels: string[]
  /** Columns from this one on are set apart (the MLP column); `columns` for none. */
  apart: number
}

export interface HeatLayout {
  cellWidth: number
  cellHeight: number
  left: number
  top: number
  /** Size of the whole drawing. */
  width: number
  height: number
  gap: number
  /** Every nth label is written, so that none overlap. */
  rowEvery: number
  columnEvery: number
}

const LABEL_PX = 6.2
const APART_PX = 8

export interface LayoutLimits {
  maxCellWidth: number
  maxCellHeight: number
  /** Column labels that are words are written from bottom to top. */
  areColumnsWords: boolean
}

/** Fits the cells into the box; they never grow beyond the limits and never shrink below a pixel. */
export function heatLayout(
  { rows, columns, rowLabels, columnLabels, apart }: HeatGrid,
  box: { width: number; height: number },
  limits: LayoutLimits,
): HeatLayout {
  const left = 10 + LABEL_PX * Math.max(1, ...rowLabels.map((label) => label.length))
  const longest = Math.max(1, ...columnLabels.map((label) => label.length))
  const below = limits.areColumnsWords ? Math.min(76, 12 + LABEL_PX * longest) : 18
  const apartPx = apart < columns ? APART_PX : 0
  const cellWidth = clamp((box.width - left - 4 - apartPx) / columns, 1, limits.maxCellWidth)
  const cellHeight = clamp((box.height - below - 4) / rows, 1, limits.maxCellHeight)
  const columnPx = limits.areColumnsWords ? 12 : LABEL_PX * longest + 5
  return {
    cellWidth,
    cellHeight,
    left,
    top: 2,
    width: left + columns * cellWidth + apartPx + 4,
    height: 2 + rows * cellHeight + below,
    gap: Math.min(cellWidth, cellHeight) > 9 ? 2 : Math.min(cellWidth, cellHeight) > 4 ? 1 : 0,
    rowEvery: Math.max(1, Math.ceil(12 / cellHeight)),
    columnEvery: Math.max(1, Math.ceil(columnPx / cellWidth)),
  }
}

export function cellX(layout: HeatLayout, grid: HeatGrid, column: number): number {
  return layout.left + column * layout.cellWidth + (column >= grid.apart ? APART_PX : 0)
}

export function cellY(layout: HeatLayout, grid: HeatGrid, row: number): number {
  return layout.top + (grid.rows - 1 - row) * layout.cellHeight
}

/** The cell at a point, -1 where there is none. */
export function cellAt(layout: HeatLayout, grid: HeatGrid, x: number, y: number): number {
  const row = grid.rows - 1 - Math.floor((y - layout.top) / layout.cellHeight)
  if (row < 0 || row >= grid.rows) return -1
  for (const shift of [0, APART_PX]) {
    const column = Math.floor((x - layout.left - shift) / layout.cellWidth)
    const isHere = column >= grid.apart === shift > 0
    if (column >= 0 && column < grid.columns && isHere) return cellIfThere(grid, row, column)
  }
  return -1
}

function cellIfThere(grid: HeatGrid, row: number, column: number): number {
  const cell = row * grid.columns + column
  return Number.isNaN(grid.values[cell]) ? -1 : cell
}

/** Where an arrow key leads: the next existing cell in that direction; the same one at the border. */
export function nextCell(grid: HeatGrid, cell: number, key: string): number {
  const step = STEPS[key]
  if (!step) return cell
  let row = Math.floor(cell / grid.columns) + step[0]
  let column = (cell % grid.columns) + step[1]
  while (row >= 0 && row < grid.rows && column >= 0 && column < grid.columns) {
    const next = cellIfThere(grid, row, column)
    if (next >= 0) return next
    row += step[0]
    column += step[1]
  }
  return cell
}

export const STEPS: Record<string, [rows: number, columns: number] | undefined> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [1, 0],
  ArrowDown: [-1, 0],
}

/** The largest |value|, 0 where there is none. */
export function largestOf(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i])
    if (size > largest) largest = size
  }
  return largest
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}
