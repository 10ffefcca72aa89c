import type { CSSProperties } from 'react'
import { conditionsText, type StabilityDetail } from '../../../../contract'
import type { KeptClass } from '../../../../engine/graph'
import type { GridColumn } from '../../../widgets/grid-table'

const KEPT_PX = 132
const GAP_PX = 10

interface Widths {
  /** Of what comes before the roles. */
  columns: string
  leastPx: number
  rowPx: number
}

/** Of a table of the graph, with room for how often a row is kept where that was measured. */
export function tableWidths({ columns, leastPx, rowPx }: Widths, hasKept: boolean): CSSProperties {
  return {
    '--columns': `${columns} ${hasKept ? `${KEPT_PX}px ` : ''}minmax(0, 1fr) 28px`,
    '--column-gap': `${GAP_PX}px`,
    '--least-width': `${leastPx + (hasKept ? KEPT_PX + GAP_PX : 0)}px`,
    '--row-height': `${rowPx}px`,
  } as CSSProperties
}

export function keptColumn(stability: StabilityDetail | null): GridColumn<never>[] {
  if (!stability) return []
  const hint = `In how many of ${stability.circuits} circuits over ${conditionsText(stability)}`
  return [{ sorts: [], label: 'Stability', head: 'Stability', hint }]
}

interface KeptCellProps {
  stability: StabilityDetail
  count: number
  className: KeptClass
}

/** `core · 30 of 30` */
export function KeptCell({ stability: { circuits }, count, className }: KeptCellProps) {
  return (
    <span role="cell" className="clip">
      {className === 'never' ? 'in none' : className} · {count} of {circuits}
    </span>
  )
}
