import { sizeOfShape } from '../../../onnx'
import { arrayValues } from '../array-values'
import type { LayerRoles } from '../roles/graph-roles'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { PASSING, type ValueGraph } from '../roles/value-graph'
import { numberOf } from './scalars'
import { sourcesOf, between } from '../roles/ways'

/** How a graph turns q and k by their positions. */
export interface RotaryFound {
  dims: number
  pairs: 'halves' | 'neighbours'
  /** [dims/2] the angle of each pair from one position to the next. */
  angles: number[]
  magnitude: number
  /** How many positions a table has; null where the graph computes them. */
  positions: number | null
}

/** null where a layer's queries are not turned. */
export function rotaryOf(
  values: ValueGraph,
  { core, q }: Pick<LayerRoles, 'core' | 'q'>,
): RotaryFound | null {
  const { nodes, besides } = between(values, q.output, core.q)
  const turned = nodes.find(({ type }) => type === 'RotaryEmbedding')
  if (turned) return rotaryOfOperator(values, turned)
  const sources = new Set(besides.flatMap((value) => [...sourcesOf(values, value)]))
  const angles = computedAngles(values, sources) ?? tabledAngles(values, sources)
  if (angles === null) return null
  const pairs = nodes.some((node) => takesEverySecond(values, node)) ? 'neighbours' : 'halves'
  return { ...angles, dims: 2 * angles.angles.length, pairs }
}

function rotaryOfOperator(values: ValueGraph, { inputs, attributes }: OnnxNode): RotaryFound | null {
  const [cosines, sines] = [1, 2].map((at) => tableBefore(values, inputs[at] ?? ''))
  const found =
    cosines && sines
      ? anglesOf(tableOf(cosines), tableOf(sines))
      : computedAngles(values, sourcesOf(values, inputs[1] ?? ''))
  const pairs = attributes.interleaved === 1 ? 'neighbours' : 'halves'
  return found && { ...found, dims: 2 * found.angles.length, pairs }
}

type Angles = Pick<RotaryFound, 'angles' | 'magnitude' | 'positions'>

/** The constant before a value, where one was only chosen from or given another type. */
function tableBefore(values: ValueGraph, value: string): OnnxArray | null {
  for (let at = value; ;) {
    const array = values.floats(at)
    if (array) return sizeOfShape(array.dims) <= MOST_TABLED ? array : null
    const node = values.maker(at)
    if (!node || !CHOOSING.includes(node.type)) return null
    at = node.inputs[0]
  }
}

const CHOOSING = [...PASSING, 'Gather', 'Slice', 'Split', 'Expand', 'Transpose']

/** cos(position * angle), from constants that are multiplied by positions. */
function computedAngles(values: ValueGraph, nodes: ReadonlySet<OnnxNode>): Angles | null {
  const cosine = [...nodes].find(({ type }) => type === 'Cos')
  if (!cosine) return null
  for (const { type, inputs } of sourcesOf(values, cosine.inputs[0])) {
    if (!['MatMul', 'Mul', 'Einsum', 'Gemm'].includes(type)) continue
    const array = inputs.map((input) => vectorBefore(values, input)).find((one) => one !== null)
    if (array) return { angles: distinct(array), magnitude: magnitudeAfter(values, cosine), positions: null }
  }
  return null
}

function vectorBefore(values: ValueGraph, value: string): number[] | null {
  const array = values.floats(values.through(value)) ?? expanded(values, value)
  if (!array || sizeOfShape(array.dims) > MOST_ANGLES) return null
  const angles = [...arrayValues(array)]
  return angles.every((angle) => angle > 0) && (angles.length > 1 || angles[0] === 1) ? angles : null
}

/** One for each prompt. */
function expanded(values: ValueGraph, value: string): OnnxArray | null {
  const node = values.maker(values.through(value))
  return node?.type === 'Expand' ? values.floats(values.through(node.inputs[0])) : null
}

const MOST_ANGLES = 2 ** 16
/** Values of a table, which are read when the file is opened: 131,072 positions of 128 pairs, and twice as many. */
const MOST_TABLED = 2 ** 25

/** Some exporters write the angles twice, one after another or each beside itself. */
function distinct(angles: number[]): number[] {
  const half = angles.length / 2
  if (angles.length > 1 && angles.slice(0, half).every((angle, i) => angle === angles[half + i]))
    return angles.slice(0, half)
  return angles
}

/** What cosines are multiplied by before they are used. */
function magnitudeAfter(values: ValueGraph, cosine: OnnxNode): number {
  const [reader] = values.readers(cosine.outputs[0]).filter(({ type }) => type === 'Mul')
  const other = reader?.inputs.find((input) => input !== cosine.outputs[0])
  return other === undefined ? 1 : (numberOf(values, other, null) ?? 1)
}

/** A table of sines or cosines: the value of a pair at a position. */
interface Table {
  rows: number
  width: number
  at: (row: number, column: number) => number
}

function tableOf(array: OnnxArray): Table {
  const width = array.dims.at(-1) ?? 1
  const numbers = arrayValues(array)
  return { rows: numbers.length / width, width, at: (row, column) => numbers[row * width + column] }
}

const firstRow = ({ width, at }: Table) => Array.from({ length: width }, (_, column) => at(0, column))

/** Tables of sines and cosines, [positions, dims/2], [positions, dims] with both halves alike, or both in one (GPT-J). */
function tabledAngles(values: ValueGraph, nodes: ReadonlySet<OnnxNode>): Angles | null {
  const inputs = [...nodes].flatMap((node) => node.inputs)
  const tables = [...new Set(inputs)]
    .map((input) => values.floats(input))
    .filter((array) => array !== null)
    .filter(({ dims }) => dims.length >= 2 && sizeOfShape(dims) >= 2 * dims.at(-1)!)
    .filter(({ dims }) => sizeOfShape(dims) <= MOST_TABLED)
    .map(tableOf)
  const cosines = tables.find((table) =>
    firstRow(table).every((value, _, row) => value > 0 && value === row[0]),
  )
  const sines = tables.find((table) => firstRow(table).every((value) => value === 0))
  if (cosines && sines) return anglesOf(cosines, sines)
  const both = tables.find(isBoth)
  if (!both) return null
  const half = both.width / 2
  const part = (begin: number): Table => ({
    ...both,
    width: half,
    at: (row, column) => both.at(row, begin + column),
  })
  return anglesOf(part(half), part(0))
}

/** Sines, then cosines. */
function isBoth(table: Table): boolean {
  return firstRow(table).every((value, i) => value === (i < table.width / 2 ? 0 : 1))
}

function anglesOf(cosines: Table, sines: Table): Angles {
  const angles = Array.from({ length: sines.width }, (_, pair) => angleOf(cosines, sines, pair))
  return { angles: distinct(angles), magnitude: cosines.at(0, 0), positions: cosines.rows }
}

/** From the last position before half a turn: there a small angle stands out of the rounding. */
function angleOf(cosines: Table, sines: Table, pair: number): number {
  const at = (row: number) => Math.atan2(sines.at(row, pair), cosines.at(row, pair)) / row
  let [row, angle] = [1, at(1)]
  while (2 * row < sines.rows && 2 * row * angle < 3) {
    row *= 2
    angle = at(row)
  }
  return angle
}

/** Every second value of a head, as a turn with the neighbour takes them. */
function takesEverySecond(values: ValueGraph, { type, inputs }: OnnxNode): boolean {
  if (type !== 'Slice' || inputs.length < 5) return false
  const steps = values.constant(inputs[4])
  return steps !== null && sizeOfShape(steps.dims) === 1 && arrayValues(steps)[0] === 2
}
