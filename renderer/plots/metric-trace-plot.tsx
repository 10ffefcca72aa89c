import { useEffect, useLayoutEffect, useMemo, useRef, type PointerEvent, type RefObject } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { LiveRun } from '../state/live-run'
import { COLORS, FONT_SIZES, FONTS, TRACE_COLORS, type Scheme } from '../theme/tokens'
import { useScheme } from '../theme/use-scheme'
import { formatCount } from '../widgets/format'
import { metricTrace } from './metric-trace'
import { tickText } from './scales'
import styles from './metric-trace-plot.module.css'

interface MetricTracePlotProps {
  run: LiveRun
  metricLabel: string
  /** The step to be marked; null: none. */
  cursor: number | null
  /** Called with the step that is pointed at, while the button of the mouse is down. */
  onCursor: (step: number) => void
}

/** The circuit's metric (left axis) and its number of edges (right axis) over the steps decided. */
export function MetricTracePlot({ run, metricLabel, cursor, onCursor }: MetricTracePlotProps) {
  const scheme = useScheme()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const trace = useMemo(() => metricTrace(run), [run])
  const total = run.graph.edgeCount

  useEffect(() => {
    const element = box.current!
    const made = new uPlot(options(scheme, total, element), [[0], [null], [null]], element)
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize(sizeOf(element)))
    resize.observe(element)
    return () => {
      resize.disconnect()
      made.destroy()
    }
  }, [scheme, total])
  useEffect(() => plot.current?.setData([trace.steps, trace.metric, trace.edges]), [trace, scheme, total])
  const line = useCursorLine(box, plot, cursor)
  const point = (event: PointerEvent) => {
    if (plot.current && event.buttons & 1) onCursor(stepUnder(plot.current, event.clientX))
  }

  const last = trace.metric.at(-1)
  const label = `${metricLabel} ${last == null ? 'not measured yet' : last.toPrecision(4)} after ${trace.steps.at(-1)} of ${total} edges`
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span style={{ color: COLORS[scheme].amber }}>━ {metricLabel}</span>
        <span style={{ color: TRACE_COLORS[scheme].edges }}>╌ edges left</span>
      </figcaption>
      <div
        ref={box}
        className={styles.plot}
        role="img"
        aria-label={label}
        title="Drag to go to a step"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          point(event)
        }}
        onPointerMove={point}
      >
        <i ref={line} className={styles.cursor} hidden />
      </div>
    </figure>
  )
}

/** The step under a position in the window. */
function stepUnder(plot: uPlot, clientX: number): number {
  const { left, width } = plot.over.getBoundingClientRect()
  const x = Math.max(0, Math.min(width, clientX - left))
  return Math.round(plot.posToVal(x, 'x'))
}

/** A line at the cursor's step. */
function useCursorLine(
  box: RefObject<HTMLDivElement | null>,
  plot: RefObject<uPlot | null>,
  cursor: number | null,
): RefObject<HTMLElement | null> {
  const line = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const made = plot.current
    const element = line.current
    if (!made || !element) return
    element.hidden = cursor === null
    if (cursor === null) return
    const from = box.current!.getBoundingClientRect()
    const over = made.over.getBoundingClientRect()
    element.style.left = `${over.left - from.left + made.valToPos(cursor, 'x')}px`
    element.style.height = `${over.height}px`
    element.style.top = `${over.top - from.top}px`
  })
  return line
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: Math.max(80, element.clientWidth), height: Math.max(50, element.clientHeight) }
}

function options(scheme: Scheme, total: number, element: HTMLElement): uPlot.Options {
  const color = TRACE_COLORS[scheme]
  const axis = {
    stroke: color.axis,
    font: `${FONT_SIZES.tick}px ${FONTS.sans}`,
    ticks: { show: false },
    gap: 2,
  }
  const grid = { stroke: color.grid, width: 1 }
  return {
    ...sizeOf(element),
    padding: [6, 2, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [0, total] }, metric: {}, edges: { range: [0, total * 1.04] } },
    axes: [
      { ...axis, grid, size: 16, space: 56 },
      { ...axis, grid, scale: 'metric', size: 46, space: 26, values: (_plot, ticks) => ticks.map(tickText) },
      {
        ...{ ...axis, grid: { show: false }, scale: 'edges', side: 1, size: 44, space: 32 },
        // Its zero would touch the last number of the axis below.
        values: (_plot, ticks) => ticks.map((tick) => (tick === 0 ? '' : formatCount(tick))),
      },
    ],
    series: [
      {},
      { scale: 'metric', stroke: COLORS[scheme].amber, width: 1.6, points: { show: false } },
      { scale: 'edges', stroke: color.edges, width: 1.3, dash: [3, 3], points: { show: false } },
    ],
  }
}
