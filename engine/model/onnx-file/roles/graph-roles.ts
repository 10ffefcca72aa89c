import type { OnnxArray, OnnxGraph, OnnxNode } from '../onnx-graph'

/**
 * What a graph's constants are to a decoder, found by following its values and never by names: the file's own view of
 * itself, without a config.json.
 */
export interface GraphRoles {
  /** The graph that the roles were found in: fused operators are written out. */
  graph: OnnxGraph
  tokens: Lookup
  /** Learned positions. */
  positions: Lookup | null
  embeddingNorm: Norm | null
  /** A matrix from a narrower embedding to the stream, and one back (OPT). */
  projectIn: Product | null
  projectOut: Product | null
  layers: LayerRoles[]
  finalNorm: Norm | null
  head: Product
  /** Name of the graph's output with the logits. */
  logits: string
}

/** Where a layer's weights are used; null: it has no such norm. */
export interface LayerRoles {
  core: AttentionCore
  q: Product
  /** The same product as q where one matrix makes both. */
  k: Product
  v: Product
  o: Product
  /** Which outputs of the one product of q, k and v each has; null: there are several, or the graph does not show it. */
  columns: Readonly<Record<'q' | 'k' | 'v', Columns>> | null
  qNorms: Norm[]
  kNorms: Norm[]
  attentionNorm: Norm | null
  /** Of what the heads write, before it is added to the stream. */
  attentionPostNorm: Norm | null
  /** null: attention only. */
  mlp: MlpRoles | null
}

/** The same of its MLP. */
export interface MlpRoles {
  norm: Norm | null
  postNorm: Norm | null
  /** The same product as `up` where one matrix makes both. */
  gate: Product | null
  up: Product
  down: Product
  /** What the neurons go through; the first where they are several. */
  activation: OnnxNode | null
  /** It does not read what its own layer's attention writes. */
  isParallel: boolean
}

/** Where the queries of a layer look at its keys: a Softmax between two products, or one operator. */
export interface AttentionCore {
  /** Softmax or Attention. */
  node: OnnxNode
  /** The products before and after the Softmax. */
  scores: OnnxNode | null
  mix: OnnxNode | null
  /** The values that it reads. */
  q: string
  k: string
  v: string
  output: string
}

/** Rows of a constant matrix, chosen by ids. */
export interface Lookup {
  node: OnnxNode
  table: OnnxArray
}

/** A value times a constant matrix, and a constant added to that. */
export interface Product {
  node: OnnxNode
  input: string
  /** After the bias. */
  output: string
  weight: OnnxArray
  /** Its shape is [out, in], as a Gemm may read it; else [in, out]. */
  isOutFirst: boolean
  inputs: number
  outputs: number
  bias: OnnxArray | null
}

/** A norm of the stream, or of what a node reads or writes. */
export interface Norm {
  /** The operator, or the last product of its parts. */
  node: OnnxNode
  kind: 'layer-norm' | 'rms-norm'
  /** The value it reads; null where its parts do not show it. */
  input: string | null
  weight: OnnxArray | null
  bias: OnnxArray | null
  epsilon: number | null
}

/** Some of a product's outputs, in this order. */
export interface Columns {
  offset: number
  axes: readonly ColumnAxis[]
}

/** Each is `stride` outputs after the one before. */
export interface ColumnAxis {
  size: number
  stride: number
}
