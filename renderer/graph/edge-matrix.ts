import { shownNode, type ComputationalGraph } from '../../engine/graph'
import { KEPT, UNDECIDED } from '../state/live-run'
import { MATRIX_CELL, type Rgb, type Scheme } from '../theme/tokens'
import { rampRgb } from './ramp'

/** What one cell of the matrix shows. */
export interface MatrixCells {
  /** [edgeCount] UNDECIDED, KEPT or REMOVED */
  state: Uint8Array
  /** -1..1 of a kept edge */
  value: (edge: number) => number
}

/**
 * All edges as one picture, a pixel each: column = receiver, row = sender with the latest on top.
 * Pixels without an edge stay transparent. Returns RGBA [senders, receivers, 4].
 */
export function paintMatrix(
  graph: ComputationalGraph,
  cells: MatrixCells,
  scheme: Scheme,
): Uint8ClampedArray<ArrayBuffer> {
  const width = graph.receivers.length
  const height = graph.senders.length
  const pixels = new Uint8ClampedArray(width * height * 4)
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    const at = ((height - 1 - graph.edgeSender[edge]) * width + graph.edgeReceiver[edge]) * 4
    pixels.set([...colorOf(cells, edge, scheme), 255], at)
  }
  return pixels
}

function colorOf({ state, value }: MatrixCells, edge: number, scheme: Scheme): Rgb {
  if (state[edge] === KEPT) return rampRgb(value(edge), scheme)
  return MATRIX_CELL[state[edge] === UNDECIDED ? 'undecided' : 'removed'][scheme]
}

/** The cell of an edge: column from the left, row from the top. */
export function cellOf(graph: ComputationalGraph, edge: number): { column: number; row: number } {
  return { column: graph.edgeReceiver[edge], row: graph.senders.length - 1 - graph.edgeSender[edge] }
}

/** The edge of a cell, -1 where that sender does not reach that receiver. */
export function edgeAt(graph: ComputationalGraph, column: number, row: number): number {
  const receiver = graph.receivers[column]
  const sender = graph.senders.length - 1 - row
  if (!receiver || sender < 0 || sender >= receiver.senderCount) return -1
  return receiver.firstEdge + sender
}

/** Where layers begin and what they are called, along the receivers and along the senders. */
export function layerMarks(graph: ComputationalGraph): { columns: Mark[]; rows: Mark[] } {
  const columns = marks(
    graph.receivers.map((receiver) => receiver.layer),
    graph.shape.layers,
  )
  const rows = marks(
    graph.senders.map((sender) => sender.layer),
    graph.shape.layers,
  )
  return { columns, rows }
}

export interface Mark {
  label: string
  /** Index of the first entry and one past the last. */
  from: number
  to: number
}

function marks(layers: number[], count: number): Mark[] {
  const found: Mark[] = []
  layers.forEach((layer, index) => {
    const label = layer < 0 ? shownNode('input') : layer === count ? 'logits' : `L${layer}`
    const last = found.at(-1)
    if (last?.label === label) last.to = index + 1
    else found.push({ label, from: index, to: index + 1 })
  })
  return found
}
