import { linearScale, logScale, type Scale } from './scales'

export interface Series {
  name: string
  color: string
  points: readonly (readonly [x: number, y: number])[]
  isDashed?: boolean
  /** A staircase: the value holds until the next point. */
  isStep?: boolean
  hasDots?: boolean
}

/** What a line chart shows, whatever draws it. */
export interface LineData {
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

export const LINE_MARGIN = { left: 46, right: 16, top: 10, bottom: 20 }

export interface Scales {
  x: Scale
  y: Scale
}

export function scalesOf(
  { series, xLog, yIncludes }: LineData,
  size: { width: number; height: number },
): Scales {
  const points = series.flatMap((each) => each.points)
  const xs = points.map(([x]) => x)
  const ys = [...points.map(([, y]) => y).filter(Number.isFinite), ...yIncludes]
  const across: [number, number] = [
    LINE_MARGIN.left,
    Math.max(LINE_MARGIN.left + 30, size.width - LINE_MARGIN.right),
  ]
  const up: [number, number] = [
    Math.max(LINE_MARGIN.top + 30, size.height - LINE_MARGIN.bottom),
    LINE_MARGIN.top,
  ]
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

/** Ticks whose labels do not touch. */
export function thinned(scale: Scale, text: (x: number) => string): number[] {
  let end = -Infinity
  return scale.ticks.filter((tick) => {
    const half = (text(tick).length * 6.4) / 2 + 5
    if (scale.at(tick) - half < end) return false
    end = scale.at(tick) + half
    return true
  })
}

export function pathOf({ points, isStep }: Series, { x, y }: Scales): string {
  return points
    .filter(([, value]) => Number.isFinite(value))
    .map(([px, py], index) => {
      if (index === 0) return `M${x.at(px)} ${y.at(py)}`
      return isStep ? `H${x.at(px)}V${y.at(py)}` : `L${x.at(px)} ${y.at(py)}`
    })
    .join('')
}
