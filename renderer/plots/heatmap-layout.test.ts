import { describe, expect, it } from 'vitest'
import { cellAt, cellX, cellY, heatLayout, largestOf, nextCell, type HeatGrid } from './heatmap-layout'

/** Two layers of three heads and an MLP column; the MLP of layer 0 is missing. */
const grid: HeatGrid = {
  rows: 2,
  columns: 4,
  values: Float64Array.of(1, 2, 3, NaN, 5, 6, 7, -8),
  rowLabels: ['0', '1'],
  columnLabels: ['0', '1', '2', 'MLP'],
  apart: 3,
}
const limits = { maxCellWidth: 100, maxCellHeight: 60, areColumnsWords: false }

describe('heatLayout', () => {
  it('finds every cell again at its own middle, and none in the gaps', () => {
    const layout = heatLayout(grid, { width: 300, height: 200 }, limits)
    for (let cell = 0; cell < grid.values.length; cell++) {
      const x = cellX(layout, grid, cell % 4) + layout.cellWidth / 2
      const y = cellY(layout, grid, Math.floor(cell / 4)) + layout.cellHeight / 2
      expect(cellAt(layout, grid, x, y)).toBe(Number.isNaN(grid.values[cell]) ? -1 : cell)
    }
    const between = cellX(layout, grid, 3) - 3
    expect(cellAt(layout, grid, between, cellY(layout, grid, 1) + 5)).toBe(-1)
    expect(cellAt(layout, grid, 2, 5)).toBe(-1)
    expect(cellAt(layout, grid, layout.left + 5, layout.height - 2)).toBe(-1)
  })

  it('draws layer 0 at the bottom', () => {
    const layout = heatLayout(grid, { width: 300, height: 200 }, limits)
    expect(cellY(layout, grid, 0)).toBeGreaterThan(cellY(layout, grid, 1))
  })

  it('stays inside the box and leaves labels out where they would touch', () => {
    const wide: HeatGrid = {
      rows: 12,
      columns: 144,
      values: new Float64Array(12 * 144),
      rowLabels: Array.from({ length: 12 }, (_, i) => String(i)),
      columnLabels: Array.from({ length: 144 }, (_, i) => String(i)),
      apart: 144,
    }
    const layout = heatLayout(wide, { width: 500, height: 100 }, limits)
    expect(layout.width).toBeLessThanOrEqual(500)
    expect(layout.height).toBeLessThanOrEqual(100)
    expect(layout.columnEvery * layout.cellWidth).toBeGreaterThan(18)
    expect(layout.rowEvery * layout.cellHeight).toBeGreaterThanOrEqual(12)
  })

  it('does not grow beyond its largest cell', () => {
    const layout = heatLayout(grid, { width: 5000, height: 5000 }, limits)
    expect([layout.cellWidth, layout.cellHeight]).toEqual([100, 60])
  })
})

describe('nextCell', () => {
  it('moves by one, skipping missing cells, and stays at the border', () => {
    expect(nextCell(grid, 0, 'ArrowRight')).toBe(1)
    expect(nextCell(grid, 0, 'ArrowUp')).toBe(4)
    expect(nextCell(grid, 7, 'ArrowDown')).toBe(7)
    expect(nextCell(grid, 2, 'ArrowRight')).toBe(2)
    expect(nextCell(grid, 4, 'ArrowLeft')).toBe(4)
    expect(nextCell(grid, 4, 'Home')).toBe(4)
  })
})

it('largestOf ignores missing cells', () => {
  expect(largestOf(grid.values)).toBe(8)
  expect(largestOf([])).toBe(0)
})
