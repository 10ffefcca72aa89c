import chart from './chart.module.css'
import type { Scale } from './scales'

interface ChartAxesProps {
  x: Scale
  y: Scale
  /** Left and right end in pixels; top and bottom. */
  across: readonly [number, number]
  down: readonly [number, number]
  /** Those of `x`, where some of them have no room. */
  xTicks?: readonly number[]
  xText: (value: number) => string
  yText: (value: number) => string
  /** Draws the lines through zero stronger. */
  marksZero?: boolean
}

/** The grid of a chart with its numbers. */
export function ChartAxes({ x, y, across, down, xTicks = x.ticks, xText, yText, marksZero }: ChartAxesProps) {
  const lineOf = (tick: number) => (marksZero && tick === 0 ? chart.zero : chart.grid)
  return (
    <>
      {xTicks.map((tick) => (
        <g key={tick}>
          <line className={lineOf(tick)} x1={x.at(tick)} x2={x.at(tick)} y1={down[0]} y2={down[1]} />
          <text className={chart.axisText} x={x.at(tick)} y={down[1] + 14} textAnchor="middle">
            {xText(tick)}
          </text>
        </g>
      ))}
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line className={lineOf(tick)} x1={across[0]} x2={across[1]} y1={y.at(tick)} y2={y.at(tick)} />
          <text
            className={chart.axisText}
            x={across[0] - 7}
            y={y.at(tick)}
            textAnchor="end"
            dominantBaseline="central"
          >
            {yText(tick)}
          </text>
        </g>
      ))}
    </>
  )
}

interface ChartGuidesProps extends Pick<ChartAxesProps, 'y' | 'across'> {
  guides: readonly { y: number; text: string; side?: 'left' | 'right' }[]
}

/** Dashed lines at values that others are held against, each with its name, at the right end unless it says else. */
export function ChartGuides({ guides, y, across: [left, right] }: ChartGuidesProps) {
  return guides.map(({ y: value, text, side }) => (
    <g key={text}>
      <line className={chart.guide} x1={left} x2={right} y1={y.at(value)} y2={y.at(value)} />
      <text
        className={chart.guideText}
        x={side === 'left' ? left + 4 : right - 4}
        y={y.at(value) - 5}
        textAnchor={side === 'left' ? 'start' : 'end'}
      >
        {text}
      </text>
    </g>
  ))
}
