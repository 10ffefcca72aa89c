import { useMemo, useState, type ReactNode } from 'react'
import { Tip } from '../widgets/tip'
import chart from './chart.module.css'
import styles from './line-chart.module.css'
import { linearScale, logScale, tickText, type Scale } from './scales'
import { useSize } from './use-size'

export interface Series {
  name: string
  color: string
  points: readonly (readonly [x: number, y: number])[]
  isDashed?: boolean
  /** A staircase: the value holds until the next point. */
  isStep?: boolean
  hasDots?: boolean
}

interface LineChartProps {
  label: string
  series: readonly Series[]
  xTitle: string
  yTitle: string
  xLog?: boolean
  /** The y axis covers at least this. */
  yIncludes: [number, number]
  xText?: (x: number) => string
  yText?: (y: number) => string
  /** Horizontal lines worth comparing with. */
  guides?: { y: number; text: string }[]
  /** The identity line: chance level in a ROC plot. */
  hasDiagonal?: boolean
  marks?: { x: number; text: string }[]
}

const MARGIN = { left: 46, right: 16, top: 10, bottom: 20 }

/** Lines over a linear or logarithmic axis; the nearest point is named while the mouse is over them. */
export function LineChart(props: LineChartProps) {
  const { label, series, xTitle, yTitle, xText = tickText, yText = tickText } = props
  const [box, size] = useSize<HTMLDivElement>()
  const scales = useMemo(() => scalesOf(props, size), [props, size])
  const [pointed, setPointed] = useState<{ x: number; y: number; text: ReactNode } | null>(null)
  return (
    <div className={chart.frame}>
      <span className={chart.rowTitle} aria-hidden>
        ↑ {yTitle}
      </span>
      <div ref={box} className={chart.chart} onMouseLeave={() => setPointed(null)}>
        {size.width > 0 && (
          <svg className={chart.svg} width={size.width} height={size.height} role="img" aria-label={label}>
            <Axes {...props} scales={scales} size={size} />
            {series.map((each) => (
              <g key={each.name}>
                <path
                  d={pathOf(each, scales)}
                  fill="none"
                  stroke={each.color}
                  strokeWidth={each.isDashed ? 1.4 : 1.8}
                  strokeDasharray={each.isDashed ? '4 4' : undefined}
                />
                {each.hasDots &&
                  each.points.map(([x, y]) => (
                    <circle
                      key={x}
                      cx={scales.x.at(x)}
                      cy={scales.y.at(y)}
                      r={3.2}
                      fill={each.color}
                      onMouseEnter={() =>
                        setPointed({
                          x: scales.x.at(x),
                          y: scales.y.at(y),
                          text: `${each.name}: ${yText(y)} at ${xText(x)}`,
                        })
                      }
                    />
                  ))}
              </g>
            ))}
          </svg>
        )}
        {pointed && <Tip style={tipPosition(pointed, size)}>{pointed.text}</Tip>}
      </div>
      <span className={chart.columnTitle} style={{ textAlign: 'right' }} aria-hidden>
        {xTitle} →
      </span>
    </div>
  )
}

interface Scales {
  x: Scale
  y: Scale
}

function scalesOf(
  { series, xLog, yIncludes }: LineChartProps,
  size: { width: number; height: number },
): Scales {
  const points = series.flatMap((each) => each.points)
  const xs = points.map(([x]) => x)
  const ys = [...points.map(([, y]) => y).filter(Number.isFinite), ...yIncludes]
  const across: [number, number] = [MARGIN.left, Math.max(MARGIN.left + 30, size.width - MARGIN.right)]
  const up: [number, number] = [Math.max(MARGIN.top + 30, size.height - MARGIN.bottom), MARGIN.top]
  const domain: [number, number] = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : [0, 1]
  const count = Math.max(2, Math.round((up[0] - up[1]) / 42))
  const low = Math.min(...ys)
  const high = Math.max(...ys)
  const room = (high - low) * 0.04
  return {
    x: xLog ? logScale(domain, across) : linearScale(domain, across),
    y: linearScale([low - room, high + room], up, count),
  }
}

function Axes(props: LineChartProps & { scales: Scales; size: { width: number; height: number } }) {
  const { scales, size, xText = tickText, yText = tickText, guides = [], hasDiagonal, marks = [] } = props
  const bottom = Math.max(MARGIN.top + 30, size.height - MARGIN.bottom)
  const right = Math.max(MARGIN.left + 30, size.width - MARGIN.right)
  return (
    <g aria-hidden>
      {thinned(scales.x, xText).map((tick) => (
        <g key={tick}>
          <line
            className={chart.grid}
            x1={scales.x.at(tick)}
            x2={scales.x.at(tick)}
            y1={MARGIN.top}
            y2={bottom}
          />
          <text className={chart.axisText} x={scales.x.at(tick)} y={bottom + 14} textAnchor="middle">
            {xText(tick)}
          </text>
        </g>
      ))}
      {scales.y.ticks.map((tick) => (
        <g key={tick}>
          <line
            className={chart.grid}
            x1={MARGIN.left}
            x2={right}
            y1={scales.y.at(tick)}
            y2={scales.y.at(tick)}
          />
          <text
            className={chart.axisText}
            x={MARGIN.left - 7}
            y={scales.y.at(tick)}
            textAnchor="end"
            dominantBaseline="central"
          >
            {yText(tick)}
          </text>
        </g>
      ))}
      {guides.map(({ y, text }) => (
        <g key={text}>
          <line className={chart.guide} x1={MARGIN.left} x2={right} y1={scales.y.at(y)} y2={scales.y.at(y)} />
          <text className={chart.axisText} x={right - 4} y={scales.y.at(y) - 5} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {hasDiagonal && (
        <line
          className={chart.guide}
          x1={scales.x.at(0)}
          y1={scales.y.at(0)}
          x2={scales.x.at(1)}
          y2={scales.y.at(1)}
        />
      )}
      {marks.map(({ x, text }) => (
        <g key={text}>
          <line className={styles.mark} x1={scales.x.at(x)} x2={scales.x.at(x)} y1={MARGIN.top} y2={bottom} />
          <text
            className={styles.markText}
            x={scales.x.at(x) + (scales.x.at(x) > right - 110 ? -6 : 6)}
            y={bottom - 24}
            textAnchor={scales.x.at(x) > right - 110 ? 'end' : 'start'}
          >
            {text}
          </text>
        </g>
      ))}
    </g>
  )
}

/** Ticks whose labels do not touch. */
function thinned(scale: Scale, text: (x: number) => string): number[] {
  let end = -Infinity
  return scale.ticks.filter((tick) => {
    const half = (text(tick).length * 6.4) / 2 + 5
    if (scale.at(tick) - half < end) return false
    end = scale.at(tick) + half
    return true
  })
}

function pathOf({ points, isStep }: Series, { x, y }: Scales): string {
  return points
    .filter(([, value]) => Number.isFinite(value))
    .map(([px, py], index) => {
      if (index === 0) return `M${x.at(px)} ${y.at(py)}`
      return isStep ? `H${x.at(px)}V${y.at(py)}` : `L${x.at(px)} ${y.at(py)}`
    })
    .join('')
}

function tipPosition({ x, y }: { x: number; y: number }, size: { width: number; height: number }) {
  const isRight = x > size.width - 220
  return {
    left: isRight ? undefined : x + 10,
    right: isRight ? size.width - x + 10 : undefined,
    top: Math.max(0, Math.min(y + 8, size.height - 34)),
  }
}
