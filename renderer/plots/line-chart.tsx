import { useMemo, useState, type ReactNode } from 'react'
import { Tip } from '../widgets/tip'
import { ChartAxes, ChartGuides } from './chart-axes'
import chart from './chart.module.css'
import styles from './line-chart.module.css'
import { LINE_MARGIN, pathOf, scalesOf, thinned, type LineData, type Scales } from './line-layout'
import { tickText } from './scales'
import { tipPosition } from './tip-position'
import { useSize } from './use-size'

export type { Series } from './line-layout'

interface LineChartProps extends LineData {
  label: string
}

/** The most that the tip takes, in pixels. */
const TIP = { width: 220, height: 34 }

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
            <Marks {...props} scales={scales} size={size} />
          </svg>
        )}
        {pointed && <Tip style={tipPosition(pointed, size, TIP)}>{pointed.text}</Tip>}
      </div>
      <span className={chart.columnTitle} style={{ textAlign: 'right' }} aria-hidden>
        {xTitle} →
      </span>
    </div>
  )
}

function Axes(props: LineChartProps & { scales: Scales; size: { width: number; height: number } }) {
  const { scales, size, xText = tickText, yText = tickText, guides = [], hasDiagonal } = props
  const bottom = Math.max(LINE_MARGIN.top + 30, size.height - LINE_MARGIN.bottom)
  const across = [LINE_MARGIN.left, Math.max(LINE_MARGIN.left + 30, size.width - LINE_MARGIN.right)] as const
  return (
    <g aria-hidden>
      <ChartAxes
        {...scales}
        across={across}
        down={[LINE_MARGIN.top, bottom]}
        xTicks={thinned(scales.x, xText)}
        xText={xText}
        yText={yText}
      />
      <ChartGuides guides={guides} y={scales.y} across={across} />
      {hasDiagonal && (
        <line
          className={chart.guide}
          x1={scales.x.at(0)}
          y1={scales.y.at(0)}
          x2={scales.x.at(1)}
          y2={scales.y.at(1)}
        />
      )}
    </g>
  )
}

/** Above the curves: their texts must stay readable. */
function Marks({
  marks = [],
  scales,
  size,
}: LineChartProps & { scales: Scales; size: { width: number; height: number } }) {
  const bottom = Math.max(LINE_MARGIN.top + 30, size.height - LINE_MARGIN.bottom)
  const right = Math.max(LINE_MARGIN.left + 30, size.width - LINE_MARGIN.right)
  return (
    <g aria-hidden>
      {marks.map(({ x, text }) => (
        <g key={text}>
          <line
            className={styles.mark}
            x1={scales.x.at(x)}
            x2={scales.x.at(x)}
            y1={LINE_MARGIN.top}
            y2={bottom}
          />
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
