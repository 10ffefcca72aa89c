import { useId, useMemo, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { Tip } from '../widgets/tip'
import { ChartAxes } from './chart-axes'
import chart from './chart.module.css'
import styles from './diagonal-scatter.module.css'
import { pointSlider } from './point-slider'
import { diagonalLayout, nearestPoint, type DiagonalLayout, type DiagonalPoint } from './diagonal-layout'
import { nextByKey } from './next-by-key'
import { tipPosition } from './tip-position'
import { useSize } from './use-size'

interface DiagonalScatterProps {
  label: string
  points: readonly DiagonalPoint[]
  xTitle: string
  yTitle: string
  /** Values that both axes show. */
  includes?: readonly number[]
  text: (value: number) => string
  /** On the axes, where that is shorter. */
  axisText?: (value: number) => string
  /** Index of the chosen point, -1 for none. */
  chosen: number
  onChoose: (point: number) => void
}

/** Two values of each thing on equal axes: on the diagonal they are the same. The nearest to a click, or the next by an arrow key, is chosen. */
export function DiagonalScatter(props: DiagonalScatterProps) {
  const { label, points, xTitle, yTitle, includes = NONE, text, axisText = text, chosen, onChoose } = props
  const [box, size] = useSize<HTMLDivElement>()
  const layout = useMemo(() => diagonalLayout(points, includes, size), [points, includes, size])
  const [pointed, setPointed] = useState(-1)
  const hint = useId()
  const nearest = (event: MouseEvent) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return nearestPoint(points, layout, { x: event.clientX - left, y: event.clientY - top })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = nextByKey(event.key, chosen, points.length)
    if (next === null) return
    onChoose(next)
    event.preventDefault()
  }
  const valueText = (index: number) =>
    `${points[index].name}: ${xTitle} ${text(points[index].x)}, ${yTitle} ${text(points[index].y)}`
  const tip = points[pointed]
  return (
    <div className={chart.frame}>
      <span className={chart.rowTitle} aria-hidden>
        ↑ {yTitle}
      </span>
      <div ref={box} className={chart.chart}>
        {size.width > 0 && (
          <svg
            className={`${chart.svg} ${styles.svg}`}
            width={size.width}
            height={size.height}
            {...pointSlider({
              label,
              hint,
              count: points.length,
              chosen,
              text: points[chosen] ? valueText(chosen) : 'none chosen',
            })}
            onKeyDown={onKeyDown}
            onClick={(event) => points.length > 0 && onChoose(nearest(event))}
            onMouseMove={(event) => setPointed(nearest(event))}
            onMouseLeave={() => setPointed(-1)}
          >
            <Axes layout={layout} text={axisText} />
            {points.map((point, index) => (
              <circle
                key={index}
                className={styles.dot}
                data-chosen={index === chosen || undefined}
                data-pointed={index === pointed || undefined}
                cx={layout.x.at(point.x)}
                cy={layout.y.at(point.y)}
                r={index === chosen ? 5 : 3.6}
              />
            ))}
          </svg>
        )}
        {tip && (
          <Tip
            style={tipPosition({ x: layout.x.at(tip.x), y: layout.y.at(tip.y) }, size, {
              width: size.width / 2,
              height: TIP_HEIGHT_PX,
            })}
          >
            <strong>{tip.name}</strong>
            <span>
              {xTitle} {text(tip.x)}
            </span>
            <span>
              {yTitle} {text(tip.y)}
            </span>
          </Tip>
        )}
      </div>
      <span className={chart.columnTitle} style={{ textAlign: 'right' }} aria-hidden>
        {layout.beyond > 0 && `${layout.beyond} beyond the axes, drawn at their ends · `}
        {xTitle} →
      </span>
      <span id={hint} hidden>
        Arrow keys move to the next point.
      </span>
    </div>
  )
}

const NONE: readonly number[] = []
/** Its tip has a line for the name and one for each value. */
const TIP_HEIGHT_PX = 66

function Axes({ layout, text }: { layout: DiagonalLayout; text: (value: number) => string }) {
  const { x, y, across, down, domain } = layout
  return (
    <g aria-hidden>
      <ChartAxes x={x} y={y} across={across} down={down} xText={text} yText={text} />
      <line
        className={chart.guide}
        x1={x.at(domain[0])}
        y1={y.at(domain[0])}
        x2={x.at(domain[1])}
        y2={y.at(domain[1])}
      />
    </g>
  )
}
