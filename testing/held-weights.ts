import type { TransformerWeights, WeightTensor } from '../engine/model'
import { arrangementOf } from '../engine/model/weights/arrangement'
import { LentBuffers } from '../engine/model/weights/lent-buffers'
import { StoredWeight } from '../engine/model/weights/stored-weight'
import { checkDtype } from '../engine/model/weights/tensor-data'
import type { TensorEntry } from '../engine/model/weights/tensor-entry'
import { WeightFile } from '../engine/model/weights/weight-file'
import { valuesOf } from '../engine/onnx'

/** The same with all values in memory. */
export type Held<T> = T extends WeightTensor
  ? { dims: number[]; data: Float32Array }
  : T extends object
    ? { [Key in keyof T]: Held<T[Key]> }
    : T

export type HeldWeights = Held<TransformerWeights>

/** All values read; what is one tensor stays one. */
export function heldWeights<T extends object>(weights: T): Held<T> {
  const known = new Map<object, unknown>()
  const held = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const found = known.get(value)
    if (found !== undefined) return found
    const copy = isTensor(value)
      ? { dims: value.dims, data: valuesOf(value.data) }
      : Array.isArray(value)
        ? value.map(held)
        : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, held(part)]))
    known.set(value, copy)
    return copy
  }
  return held(weights) as Held<T>
}

const isTensor = (value: object): value is WeightTensor => 'dims' in value && 'data' in value

/** All values of a tensor as it is stored. */
export function readTensor(entry: TensorEntry): Float32Array {
  checkDtype(entry)
  const file = new WeightFile(entry.filePath)
  return new StoredWeight(entry, arrangementOf(entry), file, new LentBuffers()).lend()
}
