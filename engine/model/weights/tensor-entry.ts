/** Where one tensor is stored, whatever the file: safetensors, or the initializers of an ONNX file. */
export interface TensorEntry {
  /** As the library calls the parameter. */
  name: string
  /** As safetensors calls types: F32, F16, BF16, F64. */
  dtype: string
  /** Of the parameter, also where its transposition is stored. */
  dims: number[]
  filePath: string
  /** From the first byte of the file. */
  beginBytes: number
  lengthBytes: number
  /** The file holds the matrix [rows, columns] as [columns, rows]. */
  transposed?: true
  /** What the library adds to the parameter was added before it was stored: Gemma's 1 of its norms. */
  added?: number
  /** Its values, where no file holds them as they are: dequantised or computed ones, row-major in `dims`. */
  values?: () => Float32Array
  /** Some rows of them, along the first axis, where others need not be computed for these. */
  rows?: (first: number, count: number) => Float32Array
  /** How the file has them in few bits, e.g. `int4 in blocks of 32`; `values` are what it computes with. */
  quantised?: string
}

export type TensorEntries = Map<string, TensorEntry>

/**
 * Another look at a stored tensor, of four dimensions at most: element [i, j, k] is the stored element
 * offset + i * strides[0] + j * strides[1] + k * strides[2]. Without strides only the shape changes.
 */
export interface TensorView {
  dims: number[]
  strides?: number[]
  offset?: number
  /** It is stored elsewhere as well, and not counted among the parameters again. */
  isCopy?: boolean
}
