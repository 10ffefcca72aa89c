import type { TransformerWeights, WeightTensor } from '../engine/model'
import { arrangementOf } from '../engine/model/weights/arrangement'
import { LentBuffers } from '../engine/model/weights/lent-buffers'
import { StoredWeight } from '../engine/model/weights/stored-weight'
import type { HeldWeights } from './held-weights'

/** The same weights as if they were in a file: matrices are lent, vectors are not. */
export function storedWeights(weights: HeldWeights): TransformerWeights {
  const buffers = new LentBuffers()
  const known = new Map<object, unknown>()
  const stored = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const found = known.get(value)
    if (found !== undefined) return found
    const copy = isTensor(value)
      ? { ...value, data: dataOf(value) }
      : Array.isArray(value)
        ? value.map(stored)
        : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, stored(part)]))
    known.set(value, copy)
    return copy
  }
  return stored(weights) as TransformerWeights

  function dataOf({ dims, data }: { dims: number[]; data: Float32Array }): WeightTensor['data'] {
    if (dims.length < 2) return data
    const values = () => data
    const entry = {
      name: 'drawn',
      filePath: 'drawn',
      dtype: 'F32',
      beginBytes: 0,
      lengthBytes: 4 * data.length,
    }
    return new StoredWeight({ ...entry, dims, values }, arrangementOf({ dims }), null, buffers)
  }
}

const isTensor = (value: object): value is { dims: number[]; data: Float32Array } =>
  'dims' in value && 'data' in value
