import { rampColor } from '../../renderer/graph/ramp'
import type { Scheme } from '../../renderer/theme/tokens'
import { escaped, tag } from './markup'
import type { Palette } from './palette'
import { textWidth, type TextLook } from './text-width'

/** One entry of a legend: a ramp with the numbers and meanings of its ends, or a mark and what it means. */
export type LegendEntry =
  | {
      kind: 'ramp'
      name: string
      blue: string
      low: string
      high: string
      red: string
      colourOf?: ColourOfValue
    }
  | { kind: 'line'; text: string; colour: string; dash?: string; widthPx?: number }
  | { kind: 'swatch'; text: string; colour: string }
  | { kind: 'mark'; text: string; shape: MarkShape; colour: string }
  | { kind: 'text'; text: string }

export type MarkShape = 'circle' | 'square' | 'diamond' | 'triangle' | 'ring'
/** The colour of a value in -1..1. */
export type ColourOfValue = (value: number, scheme: Scheme) => string

const LINE_PX = 20
const GAP_PX = 18
const WITHIN_PX = 6
const RAMP_PX = { width: 132, height: 7 }
const RAMP_STEPS = 66
const LINE_KEY_PX = 22
const MARK_PX = 9
const LOOK: TextLook = { size: 11 }
const BOLD: TextLook = { size: 11, isBold: true }

interface LaidOut {
  width: number
  /** Markup at x, on a line whose middle is y. */
  draw(x: number, y: number): string
}

/** The entries from left to right, in as many lines as they need. */
export function drawLegend(
  entries: readonly LegendEntry[],
  width: number,
  palette: Palette,
): { body: string; height: number } {
  const parts: string[] = []
  let [x, line] = [0, 0]
  entries.forEach((entry) => {
    const laidOut = layOut(entry, palette)
    if (x > 0 && x + laidOut.width > width) {
      x = 0
      line++
    }
    parts.push(laidOut.draw(x, (line + 0.5) * LINE_PX))
    x += laidOut.width + GAP_PX
  })
  return { body: parts.join(''), height: entries.length === 0 ? 0 : (line + 1) * LINE_PX }
}

/** The room that the widest entry takes. */
export function legendWidth(entries: readonly LegendEntry[], palette: Palette): number {
  return Math.max(0, ...entries.map((entry) => layOut(entry, palette).width))
}

function layOut(entry: LegendEntry, palette: Palette): LaidOut {
  switch (entry.kind) {
    case 'ramp':
      return ramp(entry, palette)
    case 'text':
      return { width: textWidth(entry.text, LOOK), draw: (x, y) => label(entry.text, x, y, palette) }
    case 'line':
      return withText(entry.text, LINE_KEY_PX, palette, (x, y) =>
        tag('line', {
          x1: x,
          x2: x + LINE_KEY_PX,
          y1: y,
          y2: y,
          stroke: entry.colour,
          'stroke-width': entry.widthPx ?? 2,
          'stroke-dasharray': entry.dash,
        }),
      )
    case 'swatch':
      return withText(entry.text, MARK_PX, palette, (x, y) =>
        tag('rect', { x, y: y - MARK_PX / 2, width: MARK_PX, height: MARK_PX, rx: 2, fill: entry.colour }),
      )
    case 'mark':
      return withText(entry.text, MARK_PX, palette, (x, y) =>
        mark(entry.shape, x + MARK_PX / 2, y, MARK_PX / 2, entry.colour),
      )
  }
}

function withText(
  text: string,
  markPx: number,
  palette: Palette,
  drawMark: (x: number, y: number) => string,
): LaidOut {
  return {
    width: markPx + WITHIN_PX + textWidth(text, LOOK),
    draw: (x, y) => drawMark(x, y) + label(text, x + markPx + WITHIN_PX, y, palette),
  }
}

/** A mark of a chart, `radius` around a point. */
export function mark(shape: MarkShape, x: number, y: number, radius: number, colour: string): string {
  const polygon = (points: [number, number][]) =>
    tag('path', {
      d: `M${points.map(([dx, dy]) => `${(x + dx * radius).toFixed(2)} ${(y + dy * radius).toFixed(2)}`).join('L')}Z`,
      fill: colour,
    })
  switch (shape) {
    case 'circle':
      return tag('circle', { cx: x, cy: y, r: radius * 0.9, fill: colour })
    case 'ring':
      return tag('circle', { cx: x, cy: y, r: radius * 0.9, fill: 'none', stroke: colour, 'stroke-width': 2 })
    case 'square': {
      const side = 1.7 * radius
      return tag('rect', { x: x - side / 2, y: y - side / 2, width: side, height: side, fill: colour })
    }
    case 'diamond':
      return polygon([
        [0, -1.15],
        [1.15, 0],
        [0, 1.15],
        [-1.15, 0],
      ])
    case 'triangle':
      return polygon([
        [0, -1],
        [1, 1],
        [-1, 1],
      ])
  }
}

function label(text: string, x: number, y: number, palette: Palette, look: TextLook = LOOK): string {
  return tag(
    'text',
    { x, y: y + 4, 'font-size': look.size, 'font-weight': look.isBold ? 600 : undefined, fill: palette.text },
    escaped(text),
  )
}

function ramp(entry: Extract<LegendEntry, { kind: 'ramp' }>, palette: Palette): LaidOut {
  const { name, blue, low, high, red } = entry
  const words = [
    { text: name, look: BOLD },
    { text: blue, look: LOOK },
    { text: low, look: LOOK },
    null,
    { text: high, look: LOOK },
    { text: red, look: LOOK },
  ].filter((word) => word === null || word.text !== '')
  const widths = words.map((word) => (word ? textWidth(word.text, word.look) : RAMP_PX.width))
  const gaps = (words.length - 1) * (WITHIN_PX + 2)
  return {
    width: widths.reduce((sum, each) => sum + each, gaps),
    draw: (left, y) => {
      let x = left
      return words
        .map((word, i) => {
          const at = x
          x += widths[i] + WITHIN_PX + 2
          return word
            ? label(word.text, at, y, palette, word.look)
            : rampBar(entry.colourOf ?? rampColor, at, y, palette)
        })
        .join('')
    },
  }
}

/** Bars instead of a gradient, which would need an id that is unique in the page it ends up in. */
function rampBar(colourOf: ColourOfValue, x: number, y: number, palette: Palette): string {
  const step = RAMP_PX.width / RAMP_STEPS
  const bars = Array.from({ length: RAMP_STEPS }, (_, i) =>
    tag('rect', {
      x: x + i * step,
      y: y - RAMP_PX.height / 2,
      // Neighbours overlap, so that no seams show between them.
      width: i === RAMP_STEPS - 1 ? step : step + 1,
      height: RAMP_PX.height,
      fill: colourOf((2 * (i + 0.5)) / RAMP_STEPS - 1, palette.scheme),
    }),
  )
  return tag('g', { 'shape-rendering': 'crispEdges' }, ...bars)
}
