/**
 * The graph of an .onnx file as its recogniser sees it: flat (functions in line, of a merged file the branch without a
 * past), in order, every constant among `arrays` (also what is computed of constants alone, as a weight's transposition),
 * no weight read yet. Nothing reads the output of an Identity: only an output of the graph may be made by one.
 */
export interface OnnxGraph {
  path: string
  /** For sentences: the file's name. */
  fileName: string
  /** As the file says, e.g. `pytorch 2.13.0`; empty where it says nothing. */
  producer: string
  /** Version of the operators by domain; the standard one's is ''. */
  opsets: Readonly<Record<string, number>>
  inputs: readonly OnnxValue[]
  outputs: readonly OnnxValue[]
  /** In an order in which every value is made before it is read. */
  nodes: readonly OnnxNode[]
  /** Initializers and constants, by the name of the value. */
  arrays: ReadonlyMap<string, OnnxArray>
  /** Files beside it in which arrays are, each once. */
  dataFiles: readonly string[]
}

export interface OnnxValue {
  name: string
  /** As safetensors calls types: F32, F16, BF16, I64 ..; '' of what is not a tensor. */
  dtype: string
  /** A number, or the name of a dimension known only when the graph is run ('' where it has none). */
  dims: readonly (number | string)[]
}

export interface OnnxNode {
  /** `/model/layers.0/self_attn/q_proj/MatMul` where the exporter keeps paths. */
  name: string
  type: string
  /** '' is the standard's, `com.microsoft` the runtime's. */
  domain: string
  /** '' where an optional one is left out. */
  inputs: readonly string[]
  outputs: readonly string[]
  attributes: Readonly<Record<string, OnnxAttribute>>
  /** Module paths from the outermost in, where the file has them (`pkg.torch.onnx.name_scopes`). */
  scopes: readonly string[]
}

export type OnnxAttribute = number | string | readonly number[] | readonly string[]

/** A constant of the graph, and where its values are. */
export interface OnnxArray {
  /** Of the initializer, also where a node made another value of it: a reshaped weight keeps its name. */
  name: string
  /** As stored: a weight that the graph widens from F16 to F32 is F16. */
  dtype: string
  dims: readonly number[]
  stored: OnnxStored
  /** The file holds the matrix [rows, columns] as [columns, rows]. */
  transposed?: true
}

export type OnnxStored =
  /** In the file or one beside it, row-major, little-endian. */
  | { filePath: string; beginBytes: number; lengthBytes: number }
  /** Small ones, as a file would hold them. */
  | { bytes: Uint8Array }
  /**
   * Computed of other constants when asked for, in so many steps: row-major in `dims`. `quantised`: how the file has them,
   * e.g. `int4 in blocks of 32`; null where it has all of their bits. `rows`: some along the first axis, without the others.
   */
  | {
      values: () => Float32Array
      rows?: (first: number, count: number) => Float32Array
      quantised: string | null
      steps: number
    }
