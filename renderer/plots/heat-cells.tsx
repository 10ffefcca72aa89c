import { memo } from 'react'
import type { Scheme } from '../theme/tokens'
import { heatColor, textOn } from './heat-ramp'
import type { HeatmapProps } from './heatmap-props'
import { cellX, cellY, type HeatLayout } from './heatmap-layout'
import chart from './chart.module.css'
import styles from './heat-cells.module.css'

interface HeatCellsProps extends HeatmapProps {
  layout: HeatLayout
  scheme: Scheme
  focused: number
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i)

/** The cells as elements: each can be focused and has a name. */
export const HeatCells = memo(function HeatCells(props: HeatCellsProps) {
  const { grid, layout } = props
  return (
    <svg className={chart.svg} width={layout.width} height={layout.height} role="presentation">
      <HeatLabels {...props} />
      {range(grid.rows).map((row) => (
        <g key={row} role="row" aria-rowindex={grid.rows - row}>
          {range(grid.columns).map((column) => {
            const cell = row * grid.columns + column
            return Number.isNaN(grid.values[cell]) ? null : <Cell key={cell} {...props} cell={cell} />
          })}
        </g>
      ))}
    </svg>
  )
})

function Cell(props: HeatCellsProps & { cell: number }) {
  const { grid, layout, scheme, largest, sign, cell, focused, selected, nameOf, describe, textOf } = props
  const column = cell % grid.columns
  const x = cellX(layout, grid, column)
  const y = cellY(layout, grid, Math.floor(cell / grid.columns))
  const share = largest > 0 ? (sign * grid.values[cell]) / largest : 0
  const width = Math.max(0.5, layout.cellWidth - layout.gap)
  const height = Math.max(0.5, layout.cellHeight - layout.gap)
  const isSelected = selected.has(cell)
  const hasText = textOf && width >= 34 && height >= 15 && Math.abs(share) >= 0.12
  return (
    <>
      <rect
        role="gridcell"
        aria-colindex={column + 1}
        aria-selected={isSelected}
        aria-label={`${nameOf(cell)}, ${describe(cell).replaceAll('−', '-')}`}
        data-cell={cell}
        tabIndex={cell === focused ? 0 : -1}
        className={styles.cell}
        data-selected={isSelected || undefined}
        x={x}
        y={y}
        width={width}
        height={height}
        rx={layout.gap > 0 ? 2 : 0}
        fill={heatColor(share, scheme)}
      />
      {hasText && (
        <text
          className={styles.cellText}
          x={x + width / 2}
          y={y + height / 2}
          fill={textOn(share, scheme)}
          aria-hidden
        >
          {textOf(cell)}
        </text>
      )}
    </>
  )
}

export function HeatLabels({ grid, layout, limits }: HeatCellsProps) {
  const bottom = layout.top + grid.rows * layout.cellHeight
  return (
    <g aria-hidden className={styles.labels}>
      {grid.rowLabels.map((label, row) =>
        row % layout.rowEvery === 0 ? (
          <text
            key={row}
            x={layout.left - 6}
            y={cellY(layout, grid, row) + layout.cellHeight / 2}
            textAnchor="end"
            dominantBaseline="central"
          >
            {label}
          </text>
        ) : null,
      )}
      {grid.columnLabels.map((label, column) => {
        if (column % layout.columnEvery !== 0 && column !== grid.apart) return null
        const x = cellX(layout, grid, column) + (layout.cellWidth - layout.gap) / 2
        if (!limits.areColumnsWords) {
          return (
            <text key={column} x={x} y={bottom + 13} textAnchor="middle">
              {label}
            </text>
          )
        }
        return (
          <text
            key={column}
            className={styles.word}
            textAnchor="end"
            dominantBaseline="central"
            transform={`translate(${x} ${bottom + 6}) rotate(-90)`}
          >
            {label.length > 10 ? `${label.slice(0, 9)}…` : label}
          </text>
        )
      })}
    </g>
  )
}
