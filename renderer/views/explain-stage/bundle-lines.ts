import type { ReceiverKind } from '../../../engine/graph'
import type { Box } from './role-boxes'
import type { Bundle } from './role-bundles'

/** Where along its lower side a box is entered. */
const PORT: Record<ReceiverKind, number> = { q: 0.3, k: 0.5, v: 0.7, mlp: 0.5, logits: 0.5 }
/** Of lines that run beside each other, and of a line to the boxes that it passes. */
const LINE_GAP = 9
const BOX_GAP = 12

export interface Line {
  path: string
  /** Where its label may be, the best first. */
  spots: Point[]
}

export interface Point {
  x: number
  y: number
}

/** By the id of the bundle. Lines go upwards, around the boxes of rows that they pass; to boxes beside the rows from side to side. */
export function layLines(bundles: readonly Bundle[], boxes: readonly Box[]): Map<string, Line> {
  const boxOf = new Map(boxes.map((box) => [box.id, box]))
  const taken = new Map<string, number>()
  return new Map(
    bundles.map((bundle) => {
      const from = boxOf.get(bundle.from)!
      const to = boxOf.get(bundle.to)!
      const isUp = from.row !== null && to.row !== null && to.row > from.row
      const port = PORT[bundle.kind]
      return [
        bundle.id,
        isUp ? upwards(from, to, port, boxes, taken) : sideways(from, to, port, boxes, taken),
      ]
    }),
  )
}

function upwards(from: Box, to: Box, port: number, boxes: readonly Box[], taken: Map<string, number>): Line {
  const start = { x: from.left + from.width * (0.35 + 0.3 * port), y: from.top }
  const end = { x: to.left + to.width * port, y: to.top + to.height }
  const stops = [start]
  for (let row = from.row! + 1; row < to.row!; row++) {
    const inRow = boxes.filter((box) => box.row === row)
    const { top, bottom } = endsOfRow(row, boxes)
    const share = (start.y - (top + bottom) / 2) / (start.y - end.y)
    const x = freeX(start.x + (end.x - start.x) * share, row, inRow, taken)
    stops.push({ x, y: bottom + BOX_GAP / 2 }, { x, y: top - BOX_GAP / 2 })
  }
  return through([...stops, end])
}

/** Boxes of one row may differ in height. */
function endsOfRow(row: number | null, boxes: readonly Box[]): { top: number; bottom: number } {
  const inRow = boxes.filter((box) => box.row === row)
  return {
    top: Math.min(...inRow.map((box) => box.top)),
    bottom: Math.max(...inRow.map((box) => box.top + box.height)),
  }
}

/** Nearest to the wanted one between the boxes of a row or beside them, next to the lines that are there. */
function freeX(wanted: number, row: number, boxes: readonly Box[], taken: Map<string, number>): number {
  const sorted = [...boxes].sort((a, b) => a.left - b.left)
  const gaps = sorted.slice(1).map((box, i) => (sorted[i].left + sorted[i].width + box.left) / 2)
  const last = sorted[sorted.length - 1]
  const sides = [sorted[0].left - BOX_GAP, last.left + last.width + BOX_GAP]
  const isFree = sorted.every((box) => wanted < box.left - BOX_GAP || wanted > box.left + box.width + BOX_GAP)
  if (isFree) return wanted
  const choices = [...gaps, ...sides]
  const nearest = choices.reduce((best, x) => (Math.abs(x - wanted) < Math.abs(best - wanted) ? x : best))
  const key = `${row} ${nearest}`
  const before = taken.get(key) ?? 0
  taken.set(key, before + 1)
  if (nearest === sides[0]) return nearest - before * LINE_GAP
  if (nearest === sides[1]) return nearest + before * LINE_GAP
  return nearest + (before % 2 ? 1 : -1) * Math.ceil(before / 2) * (LINE_GAP / 2)
}

/** An S from each stop to the next, upright at every stop. */
function through(stops: readonly Point[]): Line {
  const parts = stops.slice(1).map((end, i): Curve => {
    const start = stops[i]
    const reach = Math.max(8, (start.y - end.y) * 0.48)
    return [start, { x: start.x, y: start.y - reach }, { x: end.x, y: end.y + reach }, end]
  })
  return { path: pathOf(parts), spots: [...spotsOn(parts[parts.length - 1]), ...spotsOn(parts[0])] }
}

/** To or from a box beside the rows: through the gap above a row, or the one below it, where boxes are in between. */
function sideways(from: Box, to: Box, port: number, boxes: readonly Box[], taken: Map<string, number>): Line {
  if (to.row === null && from.row !== null && hasRightOf(from, boxes))
    return outwards(from, to, port, boxes, taken)
  if (from.row === null && to.row !== null && to.chips.length > 0)
    return inwards(from, to, port, boxes, taken)
  const isRight = to.left + to.width / 2 > from.left + from.width / 2
  const level = (box: Box, share: number) => box.top + box.height * share
  const start = { x: isRight ? from.left + from.width : from.left, y: level(from, 0.4) }
  const end = { x: isRight ? to.left : to.left + to.width, y: level(to, 0.3 + 0.5 * port) }
  const reach = Math.max(30, Math.abs(end.x - start.x) * 0.4) * (isRight ? 1 : -1)
  const curve: Curve = [start, { x: start.x + reach, y: start.y }, { x: end.x - reach, y: end.y }, end]
  return { path: pathOf([curve]), spots: spotsOn(curve) }
}

function hasRightOf(box: Box, boxes: readonly Box[]): boolean {
  return boxes.some((other) => other.row === box.row && other.left > box.left)
}

const BEND = 26

function outwards(from: Box, to: Box, port: number, boxes: readonly Box[], taken: Map<string, number>): Line {
  const start = { x: from.left + from.width * (0.7 + 0.2 * port), y: from.top }
  const y = endsOfRow(from.row, boxes).top - 16 - LINE_GAP * nextIn(`above ${from.row}`, taken)
  return along(start, y, { x: to.left, y: to.top + to.height * (0.25 + 0.5 * port) })
}

function inwards(from: Box, to: Box, port: number, boxes: readonly Box[], taken: Map<string, number>): Line {
  const end = { x: to.left + to.width * port, y: to.top + to.height }
  const y = endsOfRow(to.row, boxes).bottom + 16 + LINE_GAP * nextIn(`below ${to.row}`, taken)
  return along(end, y, { x: from.left, y: from.top + from.height * (0.25 + 0.5 * port) }, true)
}

/** From a box into the gap beside it, along the gap, and to the side of a box beside the rows; or the other way around. */
function along(end: Point, y: number, side: Point, isReversed = false): Line {
  const first = { x: end.x + BEND, y }
  const second = { x: Math.max(first.x, side.x - 3 * BEND), y }
  const parts: Curve[] = [
    [end, { x: end.x, y }, { x: end.x, y }, first],
    [first, first, second, second],
    [second, { x: side.x - BEND, y }, { x: side.x - 1.5 * BEND, y: side.y }, side],
  ]
  const drawn = isReversed ? parts.reverse().map(([a, b, c, d]): Curve => [d, c, b, a]) : parts
  return { path: pathOf(drawn), spots: spotsOn(parts[1]) }
}

function nextIn(gap: string, taken: Map<string, number>): number {
  const before = taken.get(gap) ?? 0
  taken.set(gap, before + 1)
  return before % 5
}

type Curve = readonly [start: Point, first: Point, second: Point, end: Point]

/** At the middle, then further and further from it. */
function spotsOn([start, first, second, end]: Curve): Point[] {
  return [0.5, 0.65, 0.35, 0.8, 0.2].map((t) => {
    const at = (axis: 'x' | 'y') =>
      (1 - t) ** 3 * start[axis] +
      3 * (1 - t) ** 2 * t * first[axis] +
      3 * (1 - t) * t ** 2 * second[axis] +
      t ** 3 * end[axis]
    return { x: at('x'), y: at('y') }
  })
}

function pathOf(parts: readonly Curve[]): string {
  const text = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`
  const curves = parts.map(([, first, second, end]) => `C${text(first)} ${text(second)} ${text(end)}`)
  return `M${text(parts[0][0])}${curves.join('')}`
}
