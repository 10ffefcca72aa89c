import { useEffect, useRef } from 'react'
import { COLORS, type Scheme } from '../theme/tokens'
import { HeatLabels } from './heat-cells'
import { heatColor } from './heat-ramp'
import type { HeatmapProps } from './heatmap-props'
import { cellX, cellY, type HeatLayout } from './heatmap-layout'
import chart from './chart.module.css'
import styles from './heat-canvas.module.css'

interface HeatCanvasProps extends HeatmapProps {
  layout: HeatLayout
  scheme: Scheme
  focused: number
}

/** The cells as pixels, for grids too large to have an element for each. The box around it is labelled instead. */
export function HeatCanvas(props: HeatCanvasProps) {
  const { grid, layout, scheme, largest, sign, selected, focused } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const ratio = window.devicePixelRatio || 1
    const element = canvas.current!
    element.width = Math.round(layout.width * ratio)
    element.height = Math.round(layout.height * ratio)
    const context = element.getContext('2d')!
    context.scale(ratio, ratio)
    const width = Math.max(0.5, layout.cellWidth - layout.gap)
    const height = Math.max(0.5, layout.cellHeight - layout.gap)
    const cornerOf = (cell: number): [number, number] => [
      cellX(layout, grid, cell % grid.columns),
      cellY(layout, grid, Math.floor(cell / grid.columns)),
    ]
    for (let cell = 0; cell < grid.values.length; cell++) {
      if (Number.isNaN(grid.values[cell])) continue
      context.fillStyle = heatColor(largest > 0 ? (sign * grid.values[cell]) / largest : 0, scheme)
      context.fillRect(...cornerOf(cell), width, height)
    }
    context.lineWidth = 2
    context.strokeStyle = COLORS[scheme].accent
    for (const cell of [...selected, focused]) {
      const [x, y] = cornerOf(cell)
      context.strokeRect(x - 1, y - 1, width + 2, height + 2)
    }
  }, [grid, layout, scheme, largest, sign, selected, focused])
  return (
    <>
      <canvas ref={canvas} className={chart.svg} style={{ width: layout.width, height: layout.height }} />
      <svg className={`${chart.svg} ${styles.over}`} width={layout.width} height={layout.height}>
        <HeatLabels {...props} />
      </svg>
    </>
  )
}
