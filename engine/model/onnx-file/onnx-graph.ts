/**
 * The graph of an .onnx file as its recogniser sees it: flat (of a merged file the branch without a past), every constant
 * among `arrays`, no weight read yet.
 */
export interface OnnxGraph {
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
}

export interface OnnxValue {
  name: string
  /** As safetensors calls types: F32, F16, BF16, I64 .. */
  dtype: string
  /** A number, or the name of a dimension known only when the graph is run. */
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

/** A constant of the graph: where its values are: in the file, in one beside it, or (small ones) here. */
export interface OnnxArray {
  name: string
  dtype: string
  dims: readonly number[]
  stored: { filePath: string; beginBytes: number; lengthBytes: number } | { bytes: Uint8Array }
}
