import { useMemo, useState } from 'react'
import { formatSigned } from '../state/edge-values'
import { Tip } from '../widgets/tip'
import { ChartAxes } from './chart-axes'
import chart from './chart.module.css'
import styles from './scatter.module.css'
import { tickText } from './scales'
import { scatterLayout, type ScatterLayout, type ScatterPoint } from './scatter-layout'
import { useSize } from './use-size'
import { tipPosition } from './tip-position'

/** The most that the tip takes, in pixels. */
const TIP = { width: 150, height: 66 }

interface ScatterProps {
  points: readonly ScatterPoint[]
  label: string
  xTitle: string
  yTitle: string
  selected: ReadonlySet<number>
  onSelect: (point: number) => void
}

/** Estimate against exact value on equal symlog axes. Points are for the mouse; the table beside it has them all. */
export function Scatter({ points, label, xTitle, yTitle, selected, onSelect }: ScatterProps) {
  const [box, size] = useSize<HTMLDivElement>()
  const layout = useMemo(() => scatterLayout(points, size), [points, size])
  const [pointed, setPointed] = useState(-1)
  const tip = points[pointed]
  return (
    <div className={chart.frame}>
      <span className={chart.rowTitle} aria-hidden>
        ↑ {yTitle}
      </span>
      <div ref={box} className={chart.chart}>
        {size.width > 0 && (
          <svg className={chart.svg} width={size.width} height={size.height} role="img" aria-label={label}>
            <Axes layout={layout} />
            {points.map((point, index) => (
              <Dot
                key={point.name}
                point={point}
                x={layout.x.at(point.x)}
                y={layout.y.at(point.y)}
                isSelected={selected.has(index)}
                onPoint={(isIn) => setPointed(isIn ? index : -1)}
                onSelect={() => onSelect(index)}
              />
            ))}
            {layout.labels.map(({ point, x, y, anchor }) => (
              <text
                key={point}
                className={styles.pointLabel}
                x={x}
                y={y}
                textAnchor={anchor}
                dominantBaseline="central"
              >
                {points[point].name}
              </text>
            ))}
          </svg>
        )}
        {tip && (
          <Tip style={tipPosition({ x: layout.x.at(tip.x), y: layout.y.at(tip.y) }, size, TIP)}>
            <strong className="mono">{tip.name}</strong>
            <span>exact {formatSigned(tip.x)}</span>
            <span>estimate {formatSigned(tip.y)}</span>
          </Tip>
        )}
      </div>
      <span className={chart.columnTitle} style={{ textAlign: 'right' }} aria-hidden>
        {xTitle} →
      </span>
    </div>
  )
}

function Axes({ layout: { x, y, across, down } }: { layout: ScatterLayout }) {
  return (
    <g aria-hidden>
      <ChartAxes x={x} y={y} across={across} down={down} xText={tickText} yText={tickText} marksZero />
      <line className={chart.guide} x1={across[0]} y1={down[1]} x2={across[1]} y2={down[0]} />
    </g>
  )
}

interface DotProps {
  point: ScatterPoint
  x: number
  y: number
  isSelected: boolean
  onPoint: (isIn: boolean) => void
  onSelect: () => void
}

const FILL: Record<ScatterPoint['shape'], string> = {
  circle: 'var(--only-a)',
  square: 'var(--k)',
  diamond: 'var(--q)',
}

function Dot({ point, x, y, isSelected, onPoint, onSelect }: DotProps) {
  const props = {
    className: styles.dot,
    fill: FILL[point.shape],
    fillOpacity: 0.9,
    'data-selected': isSelected || undefined,
    onMouseEnter: () => onPoint(true),
    onMouseLeave: () => onPoint(false),
    onClick: onSelect,
  }
  return (
    <g transform={`translate(${x} ${y})`}>
      {point.shape === 'circle' && <circle r={4.2} {...props} />}
      {point.shape === 'square' && <rect x={-3.8} y={-3.8} width={7.6} height={7.6} {...props} />}
      {point.shape === 'diamond' && <path d="M0 -5.4 L5.4 0 L0 5.4 L-5.4 0 Z" {...props} />}
      {point.isFlagged && <circle r={7.5} className={styles.flag} />}
    </g>
  )
}
