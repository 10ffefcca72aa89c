/** Types of an ONNX file by their number, as safetensors calls them. */
export const DTYPES = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  8: 'STRING',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  14: 'C64',
  15: 'C128',
  16: 'BF16',
  17: 'F8_E4M3',
  18: 'F8_E4M3FNUZ',
  19: 'F8_E5M2',
  20: 'F8_E5M2FNUZ',
  21: 'U4',
  22: 'I4',
  23: 'F4',
  24: 'F8_E8M0',
  25: 'U2',
  26: 'I2',
} as const satisfies Record<number, string>
export type Dtype = (typeof DTYPES)[keyof typeof DTYPES]

const BITS: Record<Dtype, number> = {
  F32: 32,
  U8: 8,
  I8: 8,
  U16: 16,
  I16: 16,
  I32: 32,
  I64: 64,
  STRING: 0,
  BOOL: 8,
  F16: 16,
  F64: 64,
  U32: 32,
  U64: 64,
  C64: 64,
  C128: 128,
  BF16: 16,
  F8_E4M3: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2: 8,
  F8_E5M2FNUZ: 8,
  U4: 4,
  I4: 4,
  F4: 4,
  F8_E8M0: 8,
  U2: 2,
  I2: 2,
}

/** Types of numbers that a weight may have. */
export const FLOAT_DTYPES: readonly string[] = ['F32', 'F16', 'BF16', 'F64']

/** What so many elements take in a file: the last byte of small ones may be filled in part. */
export function storedBytes(dtype: Dtype, count: number): number {
  return Math.ceil((BITS[dtype] * count) / 8)
}

/** The number that an attribute (`to` of Cast) uses. */
export function dtypeOf(number: number): Dtype | undefined {
  return (DTYPES as Record<number, Dtype>)[number]
}
