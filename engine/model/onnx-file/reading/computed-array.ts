import { sizeOfShape } from '../../../onnx'
import { MAX_SIZE } from '../../../../contract'
import { encodeValues, MOST_SMALL, type ArrayValues } from '../array-values'
import type { OnnxArray } from '../onnx-graph'
import { FLOAT_DTYPES } from './dtypes'

/** null: an optional one that is left out. */
export type Inputs = readonly (OnnxArray | null)[]

/** An array that is computed: at once where it and what it is computed of are small. null: not a weight, or too long a way. */
export function computed(
  { name, dtype, dims }: Pick<OnnxArray, 'name' | 'dtype' | 'dims'>,
  values: () => ArrayValues,
  of: Inputs,
): OnnxArray | null {
  const sources = of.filter((one) => one !== null)
  const isSmall = [{ dims }, ...sources].every((one) => sizeOfShape(one.dims) <= MOST_SMALL)
  const lazy = sources.flatMap(({ stored }) => ('values' in stored ? [stored] : []))
  const quantised = lazy.find((one) => one.quantised !== null)?.quantised ?? null
  if (isSmall && quantised === null && KEPT.includes(dtype))
    return { name, dtype, dims, stored: { bytes: encodeValues(dtype, values()) } }
  const steps = lazy.reduce((sum, one) => sum + one.steps, 1)
  if (!FLOAT_DTYPES.includes(dtype) || sizeOfShape(dims) > MAX_SIZE || steps > MOST_STEPS) return null
  return {
    name,
    dtype: 'F32',
    dims,
    stored: { values: () => Float32Array.from(values()), quantised, steps },
  }
}

/** Exporters need three or four; each is computed again whenever the weight is read. */
const MOST_STEPS = 64

/** Types that `encodeValues` writes. */
export const KEPT = ['F32', 'F64', 'I64', 'I32', 'BOOL']

/** The axis from 0 on; those below 0 count from the end. */
export function axisOf(axis: unknown, rank: number): number {
  return Number(axis) < 0 ? Number(axis) + rank : Number(axis)
}
