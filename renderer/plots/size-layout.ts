import { LINE_MARGIN, type Scales } from './line-layout'
import { linearScale, linearTicks, logScale, type Scale } from './scales'

/** One circuit: how many edges it has, and a number of it. */
export interface SizePoint {
  edges: number
  value: number
}

/** A line to compare with. */
export interface SizeGuide {
  y: number
  text: string
}

/** A line through circuits, or through means of them. */
export interface SizeLine {
  color: string
  isDashed: boolean
  /** In the order of their sizes. */
  points: readonly SizePoint[]
}

/** What circuits of some sizes keep, whatever draws it. */
export interface SizeData {
  /** In the order of their sizes. */
  points: readonly SizePoint[]
  /** Random circuits of the same sizes. */
  band: readonly (SizePoint & { low: number; high: number })[]
  /** Of the prompt that each circuit serves worst. */
  worst: readonly SizePoint[]
  guides: readonly SizeGuide[]
  /** The upright axis covers at least this. */
  yIncludes: readonly number[]
  /** What of it the axis always names. */
  yNamed?: readonly number[]
}

const LEAST_PX = 30
/** Powers of ten and their halves are too few over a short range. */
const LEAST_TICKS = 3
/** Where circuits without edges are, left of the logarithmic axis. */
const NOTHING_PX = 34

/** Edges on a logarithmic axis, with room for none at its left. */
export function sizeScales(data: SizeData, size: { width: number; height: number }): Scales {
  const { points, band, worst, yIncludes, yNamed = [] } = data
  const edges = [...points, ...band, ...worst].map((point) => point.edges)
  const values = [
    ...points.map(({ value }) => value),
    ...band.flatMap(({ low, high }) => [low, high]),
    ...worst.map(({ value }) => value),
    ...yIncludes,
  ].filter(Number.isFinite)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low) * 0.05 || 0.05
  const bottom = Math.max(LINE_MARGIN.top + LEAST_PX, size.height - LINE_MARGIN.bottom)
  const count = Math.max(2, Math.round((bottom - LINE_MARGIN.top) / 42))
  return {
    x: edgeScale(edges, size.width),
    y: naming(yNamed, linearScale([low - room, high + room], [bottom, LINE_MARGIN.top], count)),
  }
}

/** Ticks nearer to each other than this have no room for their numbers, in pixels. */
const CLOSEST_TICKS_PX = 16

/** The scale with these values among its ticks, in place of those that are too near. */
function naming(values: readonly number[], { at, ticks }: Scale): Scale {
  const isFree = (tick: number) => values.every((value) => Math.abs(at(value) - at(tick)) >= CLOSEST_TICKS_PX)
  return { at, ticks: [...values, ...ticks.filter(isFree)].sort((a, b) => a - b) }
}

/** The text of a guide is so far above it, to its middle, in pixels. */
const GUIDE_TEXT_PX = 9

/** The end of a guide at which most room is between its text and the circuits drawn there. */
export function guideSide({ y: value }: SizeGuide, data: SizeData, { x, y }: Scales): 'left' | 'right' {
  const marks = [...data.points, ...data.worst].map(
    ({ edges, value: of }) => [x.at(edges), y.at(of)] as const,
  )
  const across = marks.map(([px]) => px)
  const middle = (Math.min(...across) + Math.max(...across)) / 2
  const text = y.at(value) - GUIDE_TEXT_PX
  const roomAt = (isThere: (px: number) => boolean) =>
    Math.min(...marks.filter(([px]) => isThere(px)).map(([, py]) => Math.abs(py - text)))
  return roomAt((px) => px <= middle) > roomAt((px) => px >= middle) ? 'left' : 'right'
}

function edgeScale(edges: readonly number[], width: number): Scale {
  const some = edges.filter((count) => count > 0)
  const hasNone = some.length < edges.length
  const left = LINE_MARGIN.left + 8
  const first = left + (hasNone ? NOTHING_PX : 0)
  const last = Math.max(first + LEAST_PX, width - LINE_MARGIN.right - 8)
  const [least, most] = some.length > 0 ? [Math.min(...some), Math.max(...some)] : [1, 10]
  const domain: [number, number] = least < most ? [least, most] : [least / 2, least * 2]
  const log = logScale(domain, [first, last])
  const ticks = log.ticks.length >= LEAST_TICKS ? log.ticks : linearTicks(...domain, LEAST_TICKS + 1)
  return {
    at: (count) => (count > 0 ? log.at(count) : left),
    ticks: [...(hasNone ? [0] : []), ...ticks.filter((tick) => Number.isInteger(tick) && tick > 0)],
  }
}

/** The area between the lowest and the highest of the random circuits. */
export function bandPath(band: SizeData['band'], { x, y }: Scales): string {
  const there = band.map(({ edges, high }) => `${x.at(edges)} ${y.at(high)}`)
  const back = [...band].reverse().map(({ edges, low }) => `${x.at(edges)} ${y.at(low)}`)
  return band.length > 1 ? `M${[...there, ...back].join('L')}Z` : ''
}

export function linePath(points: readonly SizePoint[], { x, y }: Scales): string {
  return points.map(({ edges, value }, i) => `${i === 0 ? 'M' : 'L'}${x.at(edges)} ${y.at(value)}`).join('')
}
