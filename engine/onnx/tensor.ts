import { sizeOfShape } from './shapes'

/** Values that are elsewhere, as a rule in a file, and are lent while something is computed with them. */
export interface LentData {
  /** The number of values. */
  readonly length: number
  /** Whether they stay in memory once they were lent. */
  readonly isHeld: boolean
  /** All values in row-major order, to be read until they are given back: as often as they were lent. */
  lend(): Float32Array
  giveBack(): void
  /** Copies of `width` values each, from every `row * width` on, without reading others: [row, width]. */
  rows(rows: ArrayLike<number>, width: number): Float32Array
  /** Shows all values once, in stretches of any order and size: of less memory than to lend them. */
  inStretches(see: (values: Float32Array) => void): void
  /** `rows` of them from row `first` on, each `width` values. */
  part(first: number, rows: number, width: number): LentData
}

/** Row-major data with its dimensions. Only viewed, never copied. */
export type Tensor =
  | { type: 'float32'; data: Float32Array; dims: readonly number[] }
  | { type: 'int64'; data: BigInt64Array; dims: readonly number[] }
  | LentTensor
export type FloatTensor = Extract<Tensor, { type: 'float32' }>
export type Feeds = Record<string, Tensor>

/** A float32 tensor whose data are lent while a session runs. */
export interface LentTensor {
  type: 'lent'
  data: LentData
  dims: readonly number[]
  /**
   * Where not all lent tensors fit into memory together, the group of those that are lent together: graphs that read
   * several groups are run in stages.
   */
  group?: number
}

/** A view of these values. */
export const floatTensor = (data: Float32Array, dims: readonly number[]): FloatTensor => ({
  type: 'float32',
  data,
  dims,
})

/** Whole numbers as int64, which is what graphs take as indices. */
export const intTensor = (values: ArrayLike<number>, dims: readonly number[]): Tensor => ({
  type: 'int64',
  data: BigInt64Array.from(Array.from(values, BigInt)),
  dims,
})

/** What `use` makes of values that may be lent for as long as it takes. */
export function withValues<T>(data: Float32Array | LentData, use: (values: Float32Array) => T): T {
  if (data instanceof Float32Array) return use(data)
  const values = data.lend()
  try {
    return use(values)
  } finally {
    data.giveBack()
  }
}

/** The values for good: copied where they are lent. For small tensors. */
export function valuesOf(data: Float32Array | LentData): Float32Array {
  return data instanceof Float32Array ? data : withValues(data, (values) => values.slice())
}

/** The values of a small tensor; undefined where there is none of this name. */
export function vectorOf(feeds: Feeds, name: string): Float32Array | undefined {
  const data = feeds[name]?.data
  return data && !(data instanceof BigInt64Array) ? valuesOf(data) : undefined
}

/** Copies of a tensor's rows [row, width], without reading others. */
export function tensorRows(tensor: Tensor, rows: ArrayLike<number>): Float32Array {
  const { data, dims } = tensor
  if (data instanceof BigInt64Array) throw new Error('rows are copied of float32 values')
  const width = sizeOfShape(dims.slice(1))
  return data instanceof Float32Array ? rowsOf(data, rows, width) : data.rows(rows, width)
}

/** `count` rows of a tensor from row `first` on, viewed. */
export function rowsOfTensor(tensor: Tensor, first: number, count: number): Tensor {
  if (tensor.type === 'int64') throw new Error('rows are taken of float32 values')
  const [all, ...rest] = tensor.dims
  const width = tensor.data.length / all
  const dims = [count, ...rest]
  return tensor.type === 'lent'
    ? { ...tensor, data: tensor.data.part(first, count, width), dims }
    : floatTensor(tensor.data.subarray(first * width, (first + count) * width), dims)
}

/** A part of values that is lent together with them. */
export function partOf(data: LentData, first: number, rows: number, width: number): LentData {
  const within = (values: Float32Array) => values.subarray(first * width, (first + rows) * width)
  return {
    length: rows * width,
    isHeld: data.isHeld,
    lend: () => within(data.lend()),
    giveBack: () => data.giveBack(),
    rows: (of, size) => withValues(data, (values) => rowsOf(within(values), of, size)),
    inStretches: (see) => withValues(data, (values) => see(within(values))),
    part: (at, count, size) => partOf(data, at + (first * width) / size, count, size),
  }
}

/** Copies of the rows, `width` wide: [row, width]. @throws RangeError for a row that there is none of. */
export function rowsOf(values: Float32Array, rows: ArrayLike<number>, width: number): Float32Array {
  const copied = new Float32Array(rows.length * width)
  for (let i = 0; i < rows.length; i++) {
    checkRow(rows[i], values.length / width)
    copied.set(values.subarray(rows[i] * width, (rows[i] + 1) * width), i * width)
  }
  return copied
}

/** @throws RangeError for a row that is not one of `count`. */
export function checkRow(row: number, count: number): void {
  if (!(row >= 0 && row < count)) throw new RangeError(`row ${row} of ${count}`)
}
