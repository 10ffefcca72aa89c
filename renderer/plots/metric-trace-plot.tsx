import { useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { LiveRun } from '../state/live-run'
import { COLORS, FONT_SIZES, FONTS, TRACE_COLORS, type Scheme } from '../theme/tokens'
import { useScheme } from '../theme/use-scheme'
import { metricTrace } from './metric-trace'
import { tickText } from './scales'
import styles from './metric-trace-plot.module.css'

/** The circuit's metric (left axis) and its number of edges (right axis) over the steps decided. */
export function MetricTracePlot({ run, metricLabel }: { run: LiveRun; metricLabel: string }) {
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

  const last = trace.metric.at(-1)
  const label = `${metricLabel} ${last == null ? 'not measured yet' : last.toPrecision(4)} after ${trace.steps.at(-1)} of ${total} edges`
  return (
    <figure className={styles.figure}>
      <figcaption className={styles.caption}>
        <span style={{ color: COLORS[scheme].amber }}>━ {metricLabel}</span>
        <span style={{ color: TRACE_COLORS[scheme].edges }}>╌ edges left</span>
      </figcaption>
      <div ref={box} className={styles.plot} role="img" aria-label={label} />
    </figure>
  )
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
      { ...axis, grid: { show: false }, scale: 'edges', side: 1, size: 44, space: 32 },
    ],
    series: [
      {},
      { scale: 'metric', stroke: COLORS[scheme].amber, width: 1.6, points: { show: false } },
      { scale: 'edges', stroke: color.edges, width: 1.3, dash: [3, 3], points: { show: false } },
    ],
  }
}
