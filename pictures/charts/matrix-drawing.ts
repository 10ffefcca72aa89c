import { encode } from 'fast-png'
import { shownEdge, type ComputationalGraph } from '../../engine/graph'
import { cellOf, layerMarks, paintMatrix, type MatrixCells } from '../../renderer/graph/edge-matrix'
import { rampColor } from '../../renderer/graph/ramp'
import { FONT_SIZES, MATRIX_CELL } from '../../renderer/theme/tokens'
import type { Drawing } from '../svg/drawing'
import type { LegendEntry } from '../svg/legend'
import { escaped, tag } from '../svg/markup'
import type { Palette } from '../svg/palette'
import { axisText } from './axes'

export interface MatrixOnPaper {
  graph: ComputationalGraph
  cells: MatrixCells
  /** Kept edges, the strongest first. */
  kept: readonly number[]
}

const ROOM_PX = { width: 860, height: 560 }
const MOST_CELL_PX = 16
const LABELS_PX = { left: 52, below: 20, above: 20 }
const SMALLEST_SQUARE_PX = 4
/** The pixels show every kept edge; so many also get a square that can be pointed at. */
const MOST_SQUARES = 1500

/** Every edge at once, whatever their number: an image of a pixel each, with the kept ones as squares over it. */
export function matrixDrawing(
  { graph, cells, kept }: MatrixOnPaper,
  legend: readonly LegendEntry[],
  palette: Palette,
): Drawing {
  const [columns, rows] = [graph.receivers.length, graph.senders.length]
  const cellWidth = Math.min(MOST_CELL_PX, ROOM_PX.width / columns)
  const cellHeight = Math.min(MOST_CELL_PX, ROOM_PX.height / rows)
  const box = {
    left: LABELS_PX.left,
    top: LABELS_PX.above,
    width: columns * cellWidth,
    height: rows * cellHeight,
  }
  const data = paintMatrix(graph, cells, palette.scheme)
  const image = tag('image', {
    x: box.left,
    y: box.top,
    width: box.width,
    height: box.height,
    preserveAspectRatio: 'none',
    style: 'image-rendering:pixelated',
    href: pngAddress(data, columns, rows),
  })
  const squares = kept.slice(0, MOST_SQUARES).map((edge) => {
    const { column, row } = cellOf(graph, edge)
    const width = Math.max(SMALLEST_SQUARE_PX, cellWidth - 2)
    const height = Math.max(SMALLEST_SQUARE_PX, cellHeight - 2)
    return tag(
      'rect',
      {
        x: box.left + (column + 0.5) * cellWidth - width / 2,
        y: box.top + (row + 0.5) * cellHeight - height / 2,
        width,
        height,
        fill: rampColor(cells.value(edge), palette.scheme),
      },
      tag('title', {}, escaped(shownEdge(graph, edge))),
    )
  })
  const body = [
    axisText('senders ↑', 0, 12, 'start', palette),
    image,
    drawLayers(graph, box, cellWidth, cellHeight, palette),
    ...squares.reverse(),
    axisText(
      'receivers →',
      box.left + box.width,
      box.top + box.height + LABELS_PX.below + 14,
      'end',
      palette,
    ),
  ].join('')
  return {
    width: Math.max(box.left + box.width + 4, 200),
    height: box.top + box.height + LABELS_PX.below + 18,
    body,
    legend: [...legend, ...cellEntries(cells, palette)],
  }
}

function cellEntries({ state }: MatrixCells, palette: Palette): LegendEntry[] {
  const rgb = (kind: 'undecided' | 'removed') => `rgb(${MATRIX_CELL[kind][palette.scheme].join(',')})`
  const has = (one: number) => state.includes(one)
  return [
    ...(has(0) ? [{ kind: 'swatch' as const, text: 'undecided', colour: rgb('undecided') }] : []),
    ...(has(2) ? [{ kind: 'swatch' as const, text: 'not in the circuit', colour: rgb('removed') }] : []),
  ]
}

interface Box {
  left: number
  top: number
  width: number
  height: number
}

function drawLayers(
  graph: ComputationalGraph,
  { left, top, width, height }: Box,
  cellWidth: number,
  cellHeight: number,
  palette: Palette,
): string {
  const { columns, rows } = layerMarks(graph)
  const bottom = top + height
  let lastY = Infinity
  return [
    ...columns.map(({ from }) => {
      const x = left + from * cellWidth
      return tag('line', { x1: x, x2: x, y1: top, y2: bottom, stroke: palette.nodeBorder, opacity: 0.6 })
    }),
    ...rows.map(({ to }) => {
      const y = bottom - to * cellHeight
      return tag('line', {
        x1: left,
        x2: left + width,
        y1: y,
        y2: y,
        stroke: palette.nodeBorder,
        opacity: 0.6,
      })
    }),
    ...columns
      .filter(({ from, to }) => (to - from) * cellWidth >= 18)
      .map(({ label, from, to }) =>
        layerText(label, left + ((from + to) / 2) * cellWidth, bottom + 13, 'middle', palette),
      ),
    ...rows.map(({ label, from, to }) => {
      const y = bottom - ((from + to) / 2) * cellHeight
      if (lastY - y < 12) return ''
      lastY = y
      return layerText(label, left - 6, y + 3.5, 'end', palette)
    }),
  ].join('')
}

function layerText(text: string, x: number, y: number, anchor: 'middle' | 'end', palette: Palette): string {
  return tag(
    'text',
    { x, y, 'text-anchor': anchor, 'font-size': FONT_SIZES.tick, 'font-weight': 500, fill: palette.other },
    escaped(text),
  )
}

/** RGBA pixels [height, width, 4] as a `data:` address. */
function pngAddress(data: Uint8ClampedArray, width: number, height: number): string {
  const bytes = encode({ width, height, data, channels: 4, depth: 8 })
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return `data:image/png;base64,${btoa(binary)}`
}
