import type { OnnxArray, OnnxGraph, OnnxNode } from './onnx-graph'

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

export interface LayerRoles {
  core: AttentionCore
  q: Product
  /** The same product as q where one matrix makes both. */
  k: Product
  v: Product
  o: Product
  qNorms: Norm[]
  kNorms: Norm[]
  attentionNorm: Norm | null
  /** Of what the heads write, before it is added to the stream. */
  attentionPostNorm: Norm | null
  /** null: attention only. */
  mlp: MlpRoles | null
}

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
  table: ConstantView
}

/** A value times a constant matrix, and a constant added to that. */
export interface Product {
  node: OnnxNode
  input: string
  /** After the bias. */
  output: string
  weight: ConstantView
  /** [out, in] as it is stored, not [in, out]. */
  outFirst: boolean
  inputs: number
  outputs: number
  bias: ConstantView | null
}

export interface Norm {
  /** The operator, or the last product of its parts. */
  node: OnnxNode
  kind: 'layer-norm' | 'rms-norm'
  /** The value it reads; null where its parts do not show it. */
  input: string | null
  weight: ConstantView | null
  bias: ConstantView | null
  epsilon: number | null
}

/** A constant as its reader sees it. */
export interface ConstantView {
  array: OnnxArray
  /** After all that lies between. */
  dims: readonly number[]
  /** The stored matrix is read with its rows as columns. */
  transposed: boolean
  /** What the graph adds to every element. */
  added: number
}
