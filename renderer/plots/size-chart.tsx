import { useId, useMemo, useState, type KeyboardEvent } from 'react'
import { Tip } from '../widgets/tip'
import { ChartAxes, ChartGuides } from './chart-axes'
import chart from './chart.module.css'
import { LINE_MARGIN, thinned, type Scales } from './line-layout'
import { tickText } from './scales'
import styles from './size-chart.module.css'
import { pointSlider } from './point-slider'
import {
  bandPath,
  guideSide,
  linePath,
  sizeScales,
  type SizeData,
  type SizeLine,
  type SizePoint,
} from './size-layout'
import { useSize } from './use-size'
import { nextByKey } from './next-by-key'
import { tipPosition } from './tip-position'

/** The most that the tip takes, in pixels. */
const TIP = { width: 220, height: 34 }

const ONE_COLOR = 'var(--only-a)'

/** A circuit that can be chosen. */
export interface ShownSize extends SizePoint {
  /** What it is, in a tip. */
  text: string
  /** Not judged yet: what its search measured. */
  isOpen: boolean
  /** That of its line; left out: that of a single one. */
  color?: string
  isSelected: boolean
  select: () => void
  /** Shows it in full; absent while there is nothing to show. */
  open?: () => void
}

interface SizeChartProps extends Omit<SizeData, 'points'> {
  label: string
  points: readonly ShownSize[]
  /** Left out: one, through all points. */
  lines?: readonly SizeLine[]
  xTitle: string
  yTitle: string
  yText?: (y: number) => string
}

/** Circuits by their size, beside random ones: each can be chosen, and opened with Enter. A table has the same numbers. */
export function SizeChart(props: SizeChartProps) {
  const { label, points, band, worst, guides, xTitle, yTitle } = props
  const lines = props.lines ?? [{ color: ONE_COLOR, isDashed: false, points }]
  const hint = useId()
  const [box, size] = useSize<HTMLDivElement>()
  const scales = useMemo(() => sizeScales(props, size), [props, size])
  const [pointed, setPointed] = useState<ShownSize | null>(null)
  const at = pointed && { x: scales.x.at(pointed.edges), y: scales.y.at(pointed.value) }
  const selected = points.findIndex(({ isSelected }) => isSelected)
  const sided = guides.map((guide) => ({ ...guide, side: guideSide(guide, props, scales) }))
  return (
    <div className={chart.frame}>
      <span className={chart.rowTitle} aria-hidden>
        ↑ {yTitle}
      </span>
      <div ref={box} className={chart.chart} onMouseLeave={() => setPointed(null)}>
        {size.width > 0 && (
          <svg
            className={`${chart.svg} ${styles.svg}`}
            width={size.width}
            height={size.height}
            {...pointSlider({
              label,
              hint,
              count: points.length,
              chosen: selected,
              text: points[selected]?.text ?? 'none chosen',
            })}
            onKeyDown={(event) => onKey(event, points, selected)}
          >
            <SizeAxes {...props} scales={scales} size={size} />
            <path className={styles.band} d={bandPath(band, scales)} />
            {band.length === 1 && <OneBar {...band[0]} scales={scales} />}
            <path className={styles.random} d={linePath(band, scales)} />
            <path className={styles.worst} d={linePath(worst, scales)} />
            {worst.map(({ edges, value }, i) => (
              <circle
                key={`${edges} ${i}`}
                className={styles.worstDot}
                cx={scales.x.at(edges)}
                cy={scales.y.at(value)}
                r={2}
              />
            ))}
            {lines.map(({ color, isDashed, points: through }, i) => (
              <path
                key={i}
                className={styles.line}
                stroke={color}
                strokeDasharray={isDashed ? '5 3' : undefined}
                d={linePath(through, scales)}
              />
            ))}
            {points.map((point, i) => (
              <Dot key={`${point.text} ${i}`} point={point} scales={scales} onPoint={setPointed} />
            ))}
            <g aria-hidden className={styles.guides}>
              <ChartGuides guides={sided} y={scales.y} across={acrossOf(size)} />
            </g>
          </svg>
        )}
        {pointed && at && <Tip style={tipPosition(at, size, TIP)}>{pointed.text}</Tip>}
      </div>
      <span className={chart.columnTitle} style={{ textAlign: 'right' }} aria-hidden>
        {xTitle} →
      </span>
      <span id={hint} hidden>
        Arrow keys move to the next circuit, Enter opens it.
      </span>
    </div>
  )
}

function onKey(event: KeyboardEvent, points: readonly ShownSize[], selected: number): void {
  if (event.key === 'Enter' && points[selected]?.open) points[selected].open()
  else {
    const next = nextByKey(event.key, selected, points.length)
    if (next === null) return
    points[next].select()
  }
  event.preventDefault()
}

function acrossOf({ width }: { width: number }): readonly [number, number] {
  const { left, right } = LINE_MARGIN
  return [left, Math.max(left + 30, width - right)]
}

function Dot(props: { point: ShownSize; scales: Scales; onPoint: (point: ShownSize) => void }) {
  const { point, scales, onPoint } = props
  const { color = ONE_COLOR } = point
  const [cx, cy] = [scales.x.at(point.edges), scales.y.at(point.value)]
  return (
    <g onMouseEnter={() => onPoint(point)} onClick={point.select}>
      {point.isSelected && <circle className={styles.ring} cx={cx} cy={cy} r={8} />}
      <circle
        className={styles.dot}
        {...{ cx, cy, r: 4, stroke: color, fill: point.isOpen ? undefined : color }}
        data-open={point.isOpen || undefined}
      />
      <circle className={styles.hit} cx={cx} cy={cy} r={9} />
    </g>
  )
}

function OneBar({ edges, low, high, scales }: SizeData['band'][number] & { scales: Scales }) {
  const x = scales.x.at(edges)
  return <line className={styles.bar} x1={x} x2={x} y1={scales.y.at(low)} y2={scales.y.at(high)} />
}

function SizeAxes(props: SizeChartProps & { scales: Scales; size: { width: number; height: number } }) {
  const { scales, size, yText = tickText } = props
  const { top } = LINE_MARGIN
  const bottom = Math.max(top + 30, size.height - LINE_MARGIN.bottom)
  return (
    <g aria-hidden>
      <ChartAxes
        {...scales}
        across={acrossOf(size)}
        down={[top, bottom]}
        xTicks={thinned(scales.x, tickText)}
        xText={tickText}
        yText={yText}
      />
    </g>
  )
}
