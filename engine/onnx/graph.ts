import type { Op, Value } from './ops'

export type DataType = 'float32' | 'int64'
/** A number, or the name of a dimension known only when the graph is run. */
export type Dimension = number | string

export interface GraphInput {
  value: Value
  type: DataType
  dims: Dimension[]
  /** Where its data are lent (see LentTensor); `group` as there. */
  lent?: { group?: number }
}

/** A small constant stored in the graph itself (weights are inputs: see README). */
export interface Initializer {
  value: Value
  type: DataType
  dims: number[]
  data: number[]
}

export interface GraphNode {
  output: Value
  op: Op
}

export interface GraphOutput {
  value: Value
  dims: Dimension[]
}

/** A finished graph: nodes in an order in which every value is defined before it is used. */
export interface Graph {
  name: string
  inputs: GraphInput[]
  initializers: Initializer[]
  nodes: GraphNode[]
  outputs: GraphOutput[]
}

/** A graph that is run as a part of another one: the shapes of what goes in and out may be known only then (null). */
export interface GraphStage extends Omit<Graph, 'inputs' | 'outputs'> {
  inputs: (Omit<GraphInput, 'dims'> & { dims: Dimension[] | null })[]
  outputs: (Omit<GraphOutput, 'dims'> & { dims: Dimension[] | null })[]
}
