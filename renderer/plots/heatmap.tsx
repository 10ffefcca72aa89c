import { useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useScheme } from '../theme/use-scheme'
import { HeatCanvas } from './heat-canvas'
import { HeatCells } from './heat-cells'
import type { HeatmapProps } from './heatmap-props'
import { cellAt, cellX, cellY, heatLayout, nextCell, type HeatGrid } from './heatmap-layout'
import { Space } from '../widgets/panes'
import { Tip } from '../widgets/tip'
import chart from './chart.module.css'
import styles from './heatmap.module.css'
import { useSize } from './use-size'

/** Beyond this many cells they are pixels of a canvas instead of elements. */
const MOST_ELEMENTS = 5000
/** The title above the cells. */
const TITLE_PX = 16

/** Effects by two coordinates. Arrow keys move between cells, Enter or Space chooses one. */
export function Heatmap(props: HeatmapProps) {
  const { grid, label, onSelect, nameOf, describe, rowTitle, columnTitle, limits, legend } = props
  const scheme = useScheme()
  const [outer, outside] = useSize<HTMLDivElement>()
  const box = useRef<HTMLDivElement>(null)
  // Where it is narrow, the legend takes a line of its own.
  const [foot, below] = useSize<HTMLDivElement>()
  const size = useMemo(
    () => ({ width: outside.width, height: Math.max(0, outside.height - TITLE_PX - below.height) }),
    [outside, below],
  )
  const layout = useMemo(() => heatLayout(grid, size, limits), [grid, size, limits])
  const [current, setCurrent] = useState(-1)
  const [pointed, setPointed] = useState(-1)
  const isCanvas = grid.values.length > MOST_ELEMENTS
  const first = useMemo(() => firstCell(grid), [grid])
  const focused =
    current >= 0 && current < grid.values.length && !Number.isNaN(grid.values[current]) ? current : first

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') onSelect(focused)
    else if (event.key.startsWith('Arrow')) {
      const next = nextCell(grid, focused, event.key)
      setCurrent(next)
      setPointed(next)
      box.current?.querySelector<SVGElement>(`[data-cell="${next}"]`)?.focus()
    } else return
    event.preventDefault()
  }
  const cellOfEvent = (event: MouseEvent) => {
    const bounds = event.currentTarget.getBoundingClientRect()
    return cellAt(layout, grid, event.clientX - bounds.left, event.clientY - bounds.top)
  }
  const onClick = (event: MouseEvent) => {
    const cell = cellOfEvent(event)
    if (cell < 0) return
    setCurrent(cell)
    onSelect(cell)
  }
  const tip = pointed >= 0 && pointed < grid.values.length ? pointed : -1
  const row = Math.floor(tip / grid.columns)
  return (
    <div ref={outer} className={chart.frame}>
      <span className={chart.rowTitle} aria-hidden>
        ↑ {rowTitle}
      </span>
      <div
        ref={box}
        className={styles.heatBox}
        style={{ height: Math.min(layout.height, size.height) }}
        role={isCanvas ? 'application' : 'grid'}
        aria-label={isCanvas ? `${label}: ${nameOf(focused)}, ${describe(focused)}` : label}
        aria-description="Arrow keys move between cells, Enter chooses one."
        aria-rowcount={isCanvas ? undefined : grid.rows}
        aria-colcount={isCanvas ? undefined : grid.columns}
        aria-multiselectable={isCanvas ? undefined : true}
        tabIndex={isCanvas ? 0 : undefined}
        onKeyDown={onKeyDown}
        // The cell itself: while a key moves the focus, the one before is still `focused`.
        onFocus={({ target }) => setPointed(Number(target.getAttribute('data-cell') ?? focused))}
        onBlur={() => setPointed(-1)}
        onMouseMove={(event) => setPointed(cellOfEvent(event))}
        onMouseLeave={() => setPointed(-1)}
        onClick={onClick}
      >
        {size.width > 0 &&
          (isCanvas ? (
            <HeatCanvas {...props} layout={layout} scheme={scheme} focused={focused} />
          ) : (
            <HeatCells {...props} layout={layout} scheme={scheme} focused={focused} />
          ))}
        {tip >= 0 && (
          <Tip
            style={tipPosition(
              cellX(layout, grid, tip % grid.columns) + layout.cellWidth,
              cellY(layout, grid, row),
              size,
            )}
          >
            <strong className="mono">{nameOf(tip)}</strong>
            <span>{describe(tip)}</span>
          </Tip>
        )}
      </div>
      <div ref={foot} className={styles.heatFoot}>
        <span className={chart.columnTitle} aria-hidden>
          {columnTitle} →
        </span>
        <Space />
        {legend}
      </div>
    </div>
  )
}

function firstCell(grid: HeatGrid): number {
  for (let cell = 0; cell < grid.values.length; cell++) if (!Number.isNaN(grid.values[cell])) return cell
  return 0
}

function tipPosition(x: number, y: number, size: { width: number; height: number }) {
  const isRight = x > size.width - 210
  return {
    left: isRight ? undefined : x + 8,
    right: isRight ? size.width - x + 48 : undefined,
    top: Math.max(0, Math.min(y, size.height - 58)),
  }
}
