import type { WeightTensor } from '../../engine/model'
import type { Activation, Rotary } from '../../engine/model/transformer'
import type { Held } from '../held-weights'

/** What the second implementation of the forward pass is made of: plain loops over rows in float64. */

/** [row][column] */
export type Rows = number[][]

export const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
export const meanOf = (values: readonly number[]) => sum(values) / values.length

const matrices = new WeakMap<Float32Array, Map<number, Rows>>()

/** The `index`th matrix of a tensor; kept, as weights are read many times. */
export function matrix({ data, dims }: Held<WeightTensor>, index = 0): Rows {
  const known = matrices.get(data) ?? new Map<number, Rows>()
  matrices.set(data, known)
  const [rows, columns] = dims.slice(-2)
  const from = index * rows * columns
  const row = (r: number) => [...data.subarray(from + r * columns, from + (r + 1) * columns)]
  const found = known.get(index) ?? Array.from({ length: rows }, (_, r) => row(r))
  known.set(index, found)
  return found
}

/** The `index`th row of a tensor; zeros where there is none. */
export const vector = (tensor: Held<WeightTensor> | null | undefined, width: number, index = 0): number[] =>
  tensor ? [...tensor.data.subarray(index * width, (index + 1) * width)] : new Array<number>(width).fill(0)

export function times(a: Rows, b: Rows): Rows {
  return a.map((row) => {
    const product = b[0].map((y) => row[0] * y)
    for (let i = 1; i < row.length; i++) {
      const [x, other] = [row[i], b[i]]
      for (let j = 0; j < product.length; j++) product[j] += x * other[j]
    }
    return product
  })
}

export const turned = (a: Rows): Rows => a[0].map((_, column) => a.map((row) => row[column]))
export const plus = (a: Rows, b: Rows): Rows => a.map((row, r) => rowPlus(row, b[r]))
export const plusRow = (a: Rows, b: readonly number[]): Rows => a.map((row) => rowPlus(row, b))
export const scaled = (a: Rows, factor: number): Rows => a.map((row) => row.map((x) => x * factor))

/** A loop over a copy: a third of the time of `map`, and most of what is slow here are such sums. */
function rowPlus(row: readonly number[], other: readonly number[]): number[] {
  const total = row.slice()
  for (let i = 0; i < total.length; i++) total[i] += other[i]
  return total
}

export const capped = (x: number, cap: number | null) => (cap === null ? x : cap * Math.tanh(x / cap))

export function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - most))
  const total = sum(powers)
  return powers.map((power) => power / total)
}

/** f(x) / x of every neuron of a row. */
export function sharesOf(activation: Activation, row: readonly number[]): number[] {
  switch (activation) {
    case 'relu':
      return row.map((x) => (x > 0 ? 1 : 0))
    case 'silu':
      return row.map((x) => 1 / (1 + Math.exp(-x)))
    case 'gelu':
      return row.map((x) => (1 + erf(x / Math.SQRT2)) / 2)
    case 'gelu-new':
      return row.map((x) => (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))) / 2)
    case 'solu':
      return softmax(row)
  }
}

/** A series whose terms all have one sign: nothing cancels. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x)
  let [term, total] = [x, x]
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    total += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total
}

/** q or k [pos][dHead] of a whole prompt, its pairs of dimensions turned by their angles. */
export function rotated(rows: Rows, rotary: Rotary | null): Rows {
  if (!rotary) return rows
  const { dims, theta, pairs, magnitude, beyond } = rotary
  const factors = beyond && rows.length > beyond.length ? beyond.factors : rotary.factors
  return rows.map((row, pos) => {
    const turnedRow = [...row]
    for (let pair = 0; pair < dims / 2; pair++) {
      const angle = (pos / theta ** ((2 * pair) / dims)) * (factors ? factors[pair] : 1)
      const [a, b] = pairs === 'halves' ? [pair, pair + dims / 2] : [2 * pair, 2 * pair + 1]
      turnedRow[a] = magnitude * (row[a] * Math.cos(angle) - row[b] * Math.sin(angle))
      turnedRow[b] = magnitude * (row[b] * Math.cos(angle) + row[a] * Math.sin(angle))
    }
    return turnedRow
  })
}
