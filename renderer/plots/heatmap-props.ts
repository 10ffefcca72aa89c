import type { ReactNode } from 'react'
import type { HeatGrid, LayoutLimits } from './heatmap-layout'

export interface HeatmapProps {
  grid: HeatGrid
  /** What a screen reader calls the heatmap. */
  label: string
  /** Largest |value| of the ramp; shared by heatmaps beside each other. */
  largest: number
  /** 1 where positive values are red, -1 where negative ones are. */
  sign: 1 | -1
  selected: ReadonlySet<number>
  onSelect: (cell: number) => void
  /** `a0.h1` */
  nameOf: (cell: number) => string
  /** The numbers of a cell: the second line of the tip, and the rest of its accessible name. */
  describe: (cell: number) => string
  rowTitle: string
  columnTitle: string
  limits: LayoutLimits
  /** The ramp's key, below the cells. */
  legend?: ReactNode
  /** Written into cells that are large enough. */
  textOf?: (cell: number) => string
}
