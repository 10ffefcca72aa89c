import type { DataType, Dimension, Graph, GraphInput, GraphNode, GraphOutput, Initializer } from './graph'
import type { Op, Value } from './ops'
import type { Tensor } from './tensor'

/**
 * Builds a graph value by value. Every value has a readable name; within `scope` names are
 * prefixed, and a name already taken gets a number, so that a printed graph reads like the model.
 */
export class GraphBuilder {
  private readonly inputs = new Map<string, GraphInput>()
  private readonly initializers = new Map<string, Initializer>()
  private readonly nodes: GraphNode[] = []
  private readonly outputs: GraphOutput[] = []
  private readonly taken = new Map<string, number>()
  private prefix = ''

  constructor(private readonly name: string) {}

  /** Values made inside `build` are named `prefix.name`. */
  scope<T>(prefix: string, build: () => T): T {
    const outer = this.prefix
    this.prefix = `${outer}${prefix}.`
    try {
      return build()
    } finally {
      this.prefix = outer
    }
  }

  /** A tensor given at every run. The name is global; asking again for it gives the same value. */
  input(name: string, dims: Dimension[], type: DataType = 'float32'): Value {
    const known = this.inputs.get(name)
    if (known) return known.value
    this.taken.set(name, 1)
    const input: GraphInput = { value: { name }, type, dims }
    this.inputs.set(name, input)
    return input.value
  }

  /** A tensor of weights: of the shape that it has. */
  weight(name: string, tensor: Tensor): Value {
    const dims = [...tensor.dims]
    return tensor.type === 'lent'
      ? this.lentInput(name, dims, { group: tensor.group })
      : this.input(name, dims)
  }

  /** A tensor whose data are lent at every run. */
  lentInput(name: string, dims: Dimension[], lent: GraphInput['lent']): Value {
    const value = this.input(name, dims)
    this.inputs.get(name)!.lent = lent
    return value
  }

  /** A small constant; equal constants are stored once. */
  constant(data: number[], dims: number[], type: DataType = 'float32'): Value {
    const key = `${type}[${dims.join(',')}]:${data.join(',')}`
    const known = this.initializers.get(key)
    if (known) return known.value
    const initializer: Initializer = {
      value: { name: `constant.${this.initializers.size}` },
      type,
      dims,
      data,
    }
    this.initializers.set(key, initializer)
    return initializer.value
  }

  op(op: Op, name: string): Value {
    const output = { name: this.unique(this.prefix + name) }
    this.nodes.push({ output, op })
    return output
  }

  /** Marks a value as a result of the graph. */
  output(value: Value, dims: Dimension[]): void {
    this.outputs.push({ value, dims })
  }

  finish(): Graph {
    return {
      name: this.name,
      inputs: [...this.inputs.values()],
      initializers: [...this.initializers.values()],
      nodes: this.nodes,
      outputs: this.outputs,
    }
  }

  identity(value: Value, name = 'identity'): Value {
    return this.op({ type: 'Identity', inputs: [value] }, name)
  }

  add(a: Value, b: Value, name = 'add'): Value {
    return this.op({ type: 'Add', inputs: [a, b] }, name)
  }

  sub(a: Value, b: Value, name = 'sub'): Value {
    return this.op({ type: 'Sub', inputs: [a, b] }, name)
  }

  mul(a: Value, b: Value, name = 'mul'): Value {
    return this.op({ type: 'Mul', inputs: [a, b] }, name)
  }

  div(a: Value, b: Value, name = 'div'): Value {
    return this.op({ type: 'Div', inputs: [a, b] }, name)
  }

  matMul(a: Value, b: Value, name = 'matmul'): Value {
    return this.op({ type: 'MatMul', inputs: [a, b] }, name)
  }

  gather(data: Value, indices: Value, axis: number, name = 'gather'): Value {
    return this.op({ type: 'Gather', inputs: [data, indices], axis }, name)
  }

  /** 0 copies the input's dimension of the same axis, one -1 takes what is left. */
  reshape(data: Value, dims: number[], name = 'reshape'): Value {
    const shape = this.constant(dims, [dims.length], 'int64')
    return this.op({ type: 'Reshape', inputs: [data, shape] }, name)
  }

  expand(data: Value, dims: readonly number[], name = 'expand'): Value {
    const shape = this.constant([...dims], [dims.length], 'int64')
    return this.op({ type: 'Expand', inputs: [data, shape] }, name)
  }

  reduceSum(data: Value, axes: readonly number[], keepDims = true, name = 'sum'): Value {
    return this.op({ type: 'ReduceSum', inputs: [data, this.axes(axes)], keepDims }, name)
  }

  reduceMean(data: Value, axes: readonly number[], keepDims = true, name = 'mean'): Value {
    return this.op({ type: 'ReduceMean', inputs: [data, this.axes(axes)], keepDims }, name)
  }

  transpose(value: Value, perm: number[], name = 'transpose'): Value {
    return this.op({ type: 'Transpose', inputs: [value], perm }, name)
  }

  concat(values: Value[], axis: number, name = 'concat'): Value {
    return this.op({ type: 'Concat', inputs: values, axis }, name)
  }

  private axes(axes: readonly number[]): Value {
    return this.constant([...axes], [axes.length], 'int64')
  }

  private unique(name: string): string {
    const count = this.taken.get(name) ?? 0
    this.taken.set(name, count + 1)
    return count === 0 ? name : this.unique(`${name}.${count + 1}`)
  }
}
