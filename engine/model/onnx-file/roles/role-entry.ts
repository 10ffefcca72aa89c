import { basename } from 'node:path'
import { PatchbayError } from '../../../../contract'
import type { TensorEntry } from '../../weights/tensor-entry'
import type { TensorView } from '../../weights/stored-tensors'
import { entryOfArray } from './array-entry'
import { arrayValues } from '../array-values'
import type { OnnxArray } from '../onnx-graph'
import type { AskedTensor } from './recorded-layout'
import type { FoundWeight } from './role-parts'
import { elementsOf } from './value-graph'

interface Found {
  what: string
  asked: AskedTensor
  found: FoundWeight
}

/** A parameter made of what was found for its parts; most are one array. @throws PatchbayError (bad-input): parts that do not make it up. */
export function entryOf(asked: AskedTensor, parts: readonly Found[], path: string): TensorEntry {
  const [{ found }] = parts
  const isWhole = parts.every(
    (part) => isSameArray(part.found.array, found.array) && part.found.isOutFirst === found.isOutFirst,
  )
  const count = elementsOf(asked)
  if (isWhole && (elementsOf(found.array) === count || !found.outputs)) return wholeEntry(asked, found, path)
  const sizes = parts.map((part) => sizeOf(part.found))
  if (sizes.reduce((sum, size) => sum + size, 0) !== count) {
    const all = parts.map((part) => part.what).join(', ')
    throw new PatchbayError(
      'bad-input',
      `${basename(path)}: the ${all} have ${sizes.join(' + ')} elements together, but config.json asks for ${asked.name} of [${asked.dims.join(', ')}]; put the config.json of this model beside it.`,
    )
  }
  return {
    name: asked.name,
    dtype: 'F32',
    dims: [...asked.dims],
    filePath: path,
    beginBytes: 0,
    lengthBytes: 4 * count,
    values: () => assembled(count, parts),
    ...quantisedIn(parts),
  }
}

/** How the first part that is quantised is. */
function quantisedIn(parts: readonly Found[]): Pick<TensorEntry, 'quantised'> {
  const stored = parts.map(({ found }) => found.array.stored)
  const quantised = stored.map((one) => ('values' in one ? one.quantised : null)).find((one) => one !== null)
  return quantised === undefined ? {} : { quantised }
}

function sizeOf({ array, outputs, isOutFirst: first }: FoundWeight): number {
  if (!outputs) return elementsOf(array)
  const [begin, end] = outputs
  return (end - begin) * (first === null ? 1 : array.dims[first ? 1 : 0])
}

/** Whether a view of [in, out] is of a parameter that is stored as [out, in]. */
function isOutFirst(view: TensorView | null): boolean {
  return view?.strides?.at(-2) === 1
}

/** The whole of an array as a parameter. */
export function wholeEntry(
  { name, dims: wanted, plus, view }: AskedTensor,
  { array, isOutFirst: found, isHead }: FoundWeight,
  path: string,
): TensorEntry {
  const transposed = found !== null && found !== (isHead ?? isOutFirst(view))
  const own = transposed ? [...array.dims].reverse() : [...array.dims]
  const isSame = found === null && elementsOf(array) === elementsOf({ dims: wanted })
  const dims = isSame ? [...wanted] : own
  return entryOfArray(array, { name, dims, transposed, ...(plus === 0 ? {} : { added: plus }) }, path)
}

/** Whether two arrays are the same values, read in the same way. */
export function isSameArray(one: OnnxArray, other: OnnxArray): boolean {
  if (one === other) return true
  const isSameReading = one.transposed === other.transposed && one.dims.join() === other.dims.join()
  return isSameReading && isSameSlot(one, other)
}

/** The same bytes of the file, whatever way they are read. */
export function isSameSlot({ stored: a }: OnnxArray, { stored: b }: OnnxArray): boolean {
  return 'filePath' in a && 'filePath' in b && a.filePath === b.filePath && a.beginBytes === b.beginBytes
}

/** Puts each part where the layout's view of it will look. */
function assembled(count: number, parts: readonly Found[]): Float32Array {
  const result = new Float32Array(count)
  for (const { asked, found } of parts) {
    const { dims, strides = rowMajor(dims), offset = 0 } = asked.view ?? { dims: [...asked.dims] }
    const element = elementAt(found)
    const [columns, rows] = [dims.at(-1)!, found.isOutFirst === null ? 1 : dims.at(-2)!]
    const blocks = elementsOf({ dims }) / (columns * rows)
    const outer = dims.slice(0, found.isOutFirst === null ? -1 : -2)
    for (let block = 0; block < blocks; block++) {
      let [at, rest] = [offset, block]
      for (let axis = outer.length - 1; axis >= 0; axis--) {
        at += (rest % outer[axis]) * strides[axis]
        rest = Math.floor(rest / outer[axis])
      }
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns; j++) {
          const row = found.isOutFirst === null ? 0 : i * strides.at(-2)!
          result[at + row + j * strides.at(-1)!] = element(i, block * columns + j)
        }
    }
  }
  return result
}

function rowMajor(dims: readonly number[]): number[] {
  return dims.map((_, axis) => elementsOf({ dims: dims.slice(axis + 1) }))
}

/** The element that leads from input i to output j of the part. */
function elementAt({
  array,
  isOutFirst: first,
  outputs: [begin] = [0, 0],
}: FoundWeight): (i: number, j: number) => number {
  const values = arrayValues(array)
  if (first === null) return (_, j) => values[begin + j]
  const columns = array.dims[1]
  return first ? (i, j) => values[(begin + j) * columns + i] : (i, j) => values[i * columns + begin + j]
}
