import type { OnnxArray, OnnxAttribute, OnnxGraph, OnnxNode, OnnxStored } from '../onnx-graph'

/** The nodes of a graph while some are replaced by others; what they read besides is added to its arrays. */
export class GraphEditor {
  readonly nodes: OnnxNode[] = []
  readonly arrays: Map<string, OnnxArray>
  private readonly makers = new Map<string, OnnxNode>()
  /** Of values that nodes make; each is found once, however many ways lead to it. */
  private readonly widths = new Map<string, number>()

  constructor(graph: Pick<OnnxGraph, 'arrays'>) {
    this.arrays = new Map(graph.arrays)
  }

  keep(node: OnnxNode): void {
    this.nodes.push(node)
    for (const output of node.outputs) this.makers.set(output, node)
    const width = this.widthMadeBy(node)
    if (width !== null) this.widths.set(node.outputs[0], width)
  }

  /** Adds a node of the standard's operators in place of a part of `old`, and returns its first output's name. */
  add(
    old: OnnxNode,
    type: string,
    inputs: readonly string[],
    {
      outputs = [],
      attributes = {},
    }: { outputs?: string[]; attributes?: Record<string, OnnxAttribute> } = {},
  ): string {
    const [first = '', ...others] = outputs
    const own = first === '' ? this.freshName(`${old.outputs[0]}/${type}`) : first
    this.keep({
      name: `${old.name}/${type}`,
      type,
      domain: '',
      inputs,
      outputs: [own, ...others],
      attributes,
      scopes: old.scopes,
    })
    return own
  }

  /** `values` cut into parts along its last dimension. */
  split(old: OnnxNode, value: string, sizes: readonly number[]): string[] {
    const outputs = sizes.map((_, part) => this.freshName(`${value}/part_${part}`))
    const lengths = this.constant(`${value}/parts`, sizes)
    this.add(old, 'Split', [value, lengths], { outputs, attributes: { axis: -1 } })
    return outputs
  }

  /** A list of whole numbers as an array of the graph. */
  constant(name: string, values: readonly number[]): string {
    const own = this.freshName(name)
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    this.arrays.set(own, { name: own, dtype: 'I64', dims: [values.length], stored: { bytes } })
    return own
  }

  /** What is computed of the array `name`, once for all nodes that read it: a matrix that a head shares with the embedding. */
  computed(name: string, array: OnnxArray): string {
    const own = `${name}/computed`
    if (!this.arrays.has(own)) this.arrays.set(own, array)
    return own
  }

  /** A number as an array of the graph. */
  scalar(name: string, value: number): string {
    const own = this.freshName(name)
    const bytes = new Uint8Array(Float32Array.of(value).buffer)
    this.arrays.set(own, { name: own, dtype: 'F32', dims: [], stored: { bytes } })
    return own
  }

  /** Elements `begin` to `end` of an array of one dimension, as an array of its own; null where it is not one. */
  slice(name: string, begin: number, end: number): string | null {
    const array = this.arrays.get(name)
    if (array?.dims.length !== 1 || end > array.dims[0]) return null
    const own = this.freshName(`${name}/${begin}_${end}`)
    const stored = partOf(array.stored, array.dims[0], begin, end)
    this.arrays.set(own, { ...array, name: own, dims: [end - begin], stored })
    return own
  }

  isProduct(value: string): boolean {
    return ['MatMul', 'Gemm'].includes(this.makers.get(value)?.type ?? '')
  }

  /** The size of a value's last dimension, where the weights that make it say so. */
  widthOf(value: string): number | null {
    const array = this.arrays.get(value)
    return (array ? array.dims.at(-1) : this.widths.get(value)) ?? null
  }

  private widthMadeBy({ type, inputs, attributes }: OnnxNode): number | null {
    if (type === 'MatMul') return this.widthOf(inputs[1])
    if (type === 'Gemm') {
      const dims = this.arrays.get(inputs[1])?.dims ?? []
      return (attributes.transB === 1 ? dims[0] : dims[1]) ?? null
    }
    if (!['Add', 'Identity', 'Cast'].includes(type)) return null
    const widths = inputs.map((input) => this.widthOf(input)).filter((width) => width !== null)
    return widths.length > 0 ? Math.max(...widths) : null
  }

  private freshName(wanted: string): string {
    let name = wanted
    while (this.arrays.has(name) || this.makers.has(name)) name += '_'
    return name
  }
}

/** Elements `begin` to `end` of `count`. */
function partOf(stored: OnnxStored, count: number, begin: number, end: number): OnnxStored {
  if ('values' in stored) return { ...stored, values: () => stored.values().slice(begin, end) }
  const size = ('bytes' in stored ? stored.bytes.length : stored.lengthBytes) / count
  if ('bytes' in stored) return { bytes: stored.bytes.subarray(begin * size, end * size) }
  return { ...stored, beginBytes: stored.beginBytes + begin * size, lengthBytes: (end - begin) * size }
}

/** Puts what a fused operator computes in operators of the standard; false: the node stays as it is. */
export type LoweringRule = (node: OnnxNode, editor: GraphEditor) => boolean
