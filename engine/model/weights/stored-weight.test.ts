import { utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { Draw, seedsFrom } from '../../../testing/random-models'
import { arrangementOf } from './arrangement'
import { LentBuffers } from './lent-buffers'
import { StoredWeight } from './stored-weight'
import type { TensorEntry, TensorView } from './tensor-entry'
import { WeightFile } from './weight-file'

const product = (dims: readonly number[]) => dims.reduce((all, dim) => all * dim, 1)

/** A tensor of such values in a file, after three other bytes. */
function stored(values: Float32Array, dims: number[], more: Partial<TensorEntry> = {}): TensorEntry {
  const filePath = path.join(temporaryFolder(), 'w.bin')
  const bytes = new Uint8Array(values.buffer)
  writeFileSync(filePath, Buffer.concat([Buffer.alloc(3), bytes]))
  return { name: 'w', dtype: 'F32', dims, filePath, beginBytes: 3, lengthBytes: bytes.length, ...more }
}

function weightOf(entry: TensorEntry, view?: TensorView, buffers = new LentBuffers()): StoredWeight {
  return new StoredWeight(entry, arrangementOf(entry, view), new WeightFile(entry.filePath), buffers)
}

const copyOf = (weight: { lend(): Float32Array; giveBack(): void }): number[] => {
  const values = [...weight.lend()]
  weight.giveBack()
  return values
}

/** Element by element, as a view says it. */
function viewed(values: ArrayLike<number>, { dims, strides, offset = 0 }: TensorView): number[] {
  return Array.from({ length: product(dims) }, (_, index) => {
    let [at, rest] = [offset, index]
    if (!strides) return values[index]
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += strides[axis] * (rest % dims[axis])
      rest = Math.floor(rest / dims[axis])
    }
    return values[at]
  })
}

/** Some view of a matrix, as layouts have them: transposed, heads of it, every third of its parts. */
function drawView(draw: Draw, [rows, columns]: number[]): TensorView | undefined {
  const heads = draw.of([1, 2, 3])
  const [perRow, perColumn] = [Math.floor(rows / heads), Math.floor(columns / heads)]
  return draw.of<TensorView | undefined>([
    undefined,
    { dims: [columns, rows], strides: [1, columns] },
    { dims: [heads, columns, perRow], strides: [perRow * columns, 1, columns] },
    { dims: [heads, rows, perColumn], strides: [perColumn, columns, 1] },
    {
      dims: [1, columns, perRow],
      strides: [rows * columns, 1, columns],
      offset: (heads - 1) * perRow * columns,
    },
    { dims: [heads, perRow, columns], strides: [perRow * columns, columns, 1] },
  ])
}

describe('a weight in its file', () => {
  for (const seed of seedsFrom(1, 40)) {
    it(`is arranged as its view says, whole and in parts (seed ${seed})`, () => {
      const draw = new Draw(seed)
      const dims = [1 + draw.below(draw.of([8, 40, 900])), 1 + draw.below(draw.of([8, 70, 900]))]
      const values = draw.values(product(dims), 1)
      const view = dims[0] < 3 || dims[1] < 3 ? undefined : drawView(draw, dims)
      const expected = viewed(values, view ?? { dims }).map(Math.fround)
      const isTransposed = draw.of([true, false])
      const inFile = isTransposed
        ? viewed(values, { dims: dims.toReversed(), strides: [1, dims[1]] })
        : values
      const entry = stored(Float32Array.from(inFile), dims, isTransposed ? { transposed: true } : {})
      for (const isHeld of [true, false]) {
        const weight = weightOf(entry, view)
        weight.isHeld = isHeld
        const [count] = view?.dims ?? dims
        const width = expected.length / count
        const first = draw.below(count)
        const rows = expected.slice(first * width, (first + 1) * width)
        expect([...weight.rows([first], width)]).toEqual(rows)
        expect(copyOf(weight.part(first, 1, width))).toEqual(rows)
        let sum = 0
        weight.inStretches((stretch) => (sum += stretch.reduce((total, value) => total + value, 0)))
        expect(sum).toBeCloseTo(
          expected.reduce((total, value) => total + value, 0),
          3,
        )
        expect(copyOf(weight)).toEqual(expected)
      }
    })
  }

  it('lends any neighbouring heads of groups whose heads are stored with others between them', () => {
    // Of two groups the three heads of queries, each followed by one of keys: heads of 2 rows, 5 columns.
    const values = new Draw(1).values(2 * 4 * 2 * 5, 1)
    const view = { dims: [2, 3, 5, 2], strides: [40, 10, 1, 5] }
    const weight = weightOf(stored(Float32Array.from(values), [16, 5]), view)
    weight.isHeld = false
    const expected = viewed(values, view).map(Math.fround)
    for (let first = 0; first < 6; first++)
      for (let count = 1; first + count <= 6; count++) {
        const heads = expected.slice(first * 10, (first + count) * 10)
        expect(copyOf(weight.part(first, count, 10))).toEqual(heads)
      }
  })

  it('is the parameter, less what was added to it before it was stored', () => {
    const weight = weightOf(stored(Float32Array.of(1, 1.5, 3, 0), [2, 2], { added: 1 }))
    expect(copyOf(weight)).toEqual([0, 0.5, 2, -1])
    expect([...weight.rows([1], 2)]).toEqual([2, -1])
  })

  it('is refused once its file was changed, whatever is read of it', () => {
    const entry = stored(Float32Array.of(1, 2, 3, 4), [2, 2])
    const weight = weightOf(entry)
    weight.isHeld = false
    expect(copyOf(weight)).toEqual([1, 2, 3, 4])
    utimesSync(entry.filePath, 1, 1)
    const refusal = 'w.bin was changed while the model was open; open the model again.'
    expect(() => weight.rows([0], 2)).toThrow(refusal)
    expect(() => weight.inStretches(() => undefined)).toThrow(refusal)
    expect(() => weight.part(0, 1, 2).lend()).toThrow(refusal)
  })

  it('is refused where it holds NaN, when that is first read', () => {
    const weight = weightOf(stored(Float32Array.of(1, 2, NaN, 4), [2, 2]))
    weight.isHeld = false
    expect([...weight.rows([0], 2)]).toEqual([1, 2])
    const refusal = 'w.bin: tensor "w" holds NaN or infinite values, so every result would be NaN'
    expect(() => weight.rows([1], 2)).toThrow(refusal)
    expect(() => weight.lend()).toThrow(refusal)
    expect(() => weight.inStretches(() => undefined)).toThrow(refusal)
  })

  it('has no rows beyond its last', () => {
    const weight = weightOf(stored(Float32Array.of(1, 2, 3, 4), [2, 2]))
    expect(() => weight.rows([2], 2)).toThrow('row 2 of 2')
    expect(() => weight.rows([-1], 2)).toThrow('row -1 of 2')
  })
})

describe('buffers that weights share', () => {
  it('are filled again only when they were given back, and keep what was used last', () => {
    const buffers = new LentBuffers()
    const [a, b, c] = [1, 2, 3].map((value) => {
      const weight = weightOf(stored(Float32Array.of(value, value, value, value), [2, 2]), undefined, buffers)
      weight.isHeld = false
      return weight
    })
    const [ofA, ofB] = [a.lend(), b.lend()]
    expect(ofA).not.toBe(ofB)
    expect(a.lend()).toBe(ofA)
    a.giveBack()
    expect(c.lend()).not.toBe(ofA)
    a.giveBack()
    b.giveBack()
    c.giveBack()
    expect(b.lend()).toBe(ofB)
    b.giveBack()
    expect(a.lend()).toBe(ofA)
    expect([...ofA, ...ofB]).toEqual([1, 1, 1, 1, 2, 2, 2, 2])
  })

  it('are dropped beyond their limit, those used longest ago first', () => {
    const buffers = new LentBuffers()
    buffers.limitBytes = 16
    const [a, b] = [1, 2].map((value) => {
      const weight = weightOf(stored(Float32Array.of(value, value, value, value), [2, 2]), undefined, buffers)
      weight.isHeld = false
      return weight
    })
    const [ofA, ofB] = [a.lend(), b.lend()]
    a.giveBack()
    b.giveBack()
    expect(b.lend()).toBe(ofB)
    expect(a.lend()).not.toBe(ofA)
  })
})

describe('a weight whose rows are computed when they are asked for', () => {
  const [ROWS, COLUMNS] = [6, 4]
  const all = Float32Array.from({ length: ROWS * COLUMNS }, (_, i) => i)

  /** It, streamed, and the rows that were computed, as [first, count]. */
  function computedWeight(view?: TensorView) {
    const computed: number[][] = []
    const rows = (first: number, count: number) => {
      computed.push([first, count])
      return all.slice(first * COLUMNS, (first + count) * COLUMNS)
    }
    const values = () => rows(0, ROWS)
    const entry = { name: 'w', dtype: 'F32', dims: [ROWS, COLUMNS], filePath: 'x.onnx', beginBytes: 0, lengthBytes: 0, values, rows } // prettier-ignore
    const weight = new StoredWeight(entry, arrangementOf(entry, view), null, new LentBuffers())
    weight.isHeld = false
    return { weight, computed }
  }

  it('computes the chosen ones alone', () => {
    const { weight, computed } = computedWeight()
    expect([...weight.rows([4, 1], COLUMNS)]).toEqual([16, 17, 18, 19, 4, 5, 6, 7])
    expect(computed).toEqual([[4, 1], [1, 1]]) // prettier-ignore
  })

  it('computes for a part what the part needs', () => {
    const { weight, computed } = computedWeight()
    expect(copyOf(weight.part(2, 3, COLUMNS))).toEqual([...all.slice(8, 20)])
    expect(computed).toEqual([[2, 3]])
  })

  it('computes the rows that a view reaches over', () => {
    const view = { dims: [2, COLUMNS, 1], strides: [COLUMNS, 1, 1], offset: 3 * COLUMNS }
    const { weight, computed } = computedWeight(view)
    expect(copyOf(weight)).toEqual(viewed(all, view))
    expect(computed).toEqual([[3, 2]])
  })

  it('shows all of them once', () => {
    const { weight } = computedWeight()
    const seen: number[] = []
    weight.inStretches((values) => seen.push(...values))
    expect(seen.sort((a, b) => a - b)).toEqual([...all])
  })
})
