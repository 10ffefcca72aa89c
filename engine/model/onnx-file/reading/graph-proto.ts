import {
  AttributeProto_AttributeType as Type,
  AttributeProtoSchema,
  NodeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
} from 'onnx-buf'
import { MAX_TENSORS } from '../../../../contract'
import type { OnnxArray, OnnxAttribute, OnnxNode, OnnxValue } from '../onnx-graph'
import { dtypeOf } from './dtypes'
import { readTensorProto } from './tensor-proto'
import type { ByteRange, WireFile } from './wire-format'

/** A graph as it is stored: with nested ones, constants among its nodes. */
export interface StoredGraph {
  nodes: StoredNode[]
  arrays: OnnxArray[]
  inputs: OnnxValue[]
  outputs: OnnxValue[]
}

/** A node with what its attributes hold besides numbers and texts. */
export interface StoredNode extends Omit<OnnxNode, 'attributes'>, StoredAttributes {}

/** Attributes of a node, or defaults of a function, by their names. */
export interface StoredAttributes {
  attributes: Record<string, OnnxAttribute>
  /** Attributes that are tensors and graphs. */
  tensors: Record<string, OnnxArray>
  graphs: Record<string, StoredGraph>
  /** Of a node in a function: attributes whose value is the function's of that name. */
  references: Record<string, string>
}

/** Far more than any model has, few enough that they take no long time. */
export const MAX_NODES = 100_000
const MOST_NESTED = 8
/** Of an attribute: lists of tensors and graphs, texts for people. */
const NOT_NEEDED = [10, 11, 13]
const TENSOR = 5
const GRAPH = 6
/** Numbers or text of one attribute; what is longer means nothing here. */
const MOST_ATTRIBUTE_BYTES = 2 ** 16

/** Counts what all graphs of a file hold together. */
export class GraphReader {
  private nodeCount = 0
  private arrayCount = 0

  constructor(private readonly file: WireFile) {}

  /** @throws PatchbayError (bad-input) naming what is wrong with it. */
  graph(range: ByteRange, depth = 0): StoredGraph {
    if (depth > MOST_NESTED) throw this.file.refused(`its graphs are nested more than ${MOST_NESTED} deep`)
    const graph: StoredGraph = { nodes: [], arrays: [], inputs: [], outputs: [] }
    for (const { number, wireType, ...field } of this.file.fields(range)) {
      if (wireType !== 2) continue
      if (number === 1) graph.nodes.push(this.node(field, depth))
      else if (number === 5) graph.arrays.push(this.array(field))
      else if (number === 11) graph.inputs.push(this.value(field))
      else if (number === 12) graph.outputs.push(this.value(field))
      else if (number === 15) throw this.file.refused('it has sparse tensors, which are not read')
    }
    return graph
  }

  node(range: ByteRange, depth: number): StoredNode {
    this.count(++this.nodeCount, MAX_NODES, 'nodes')
    const attributes: ByteRange[] = []
    let scopes: string[] = []
    const { name, opType, domain, input, output } = this.file.message(NodeProtoSchema, range, (field) => {
      if (field.wireType !== 2) return false
      if (field.number === 5) attributes.push(field)
      else if (field.number === 9) scopes = this.scopes(field) ?? scopes
      else return field.number === 6 // texts for people may be long
      return true
    })
    return {
      name,
      type: opType,
      domain: domain === 'ai.onnx' ? '' : domain,
      inputs: input,
      outputs: output,
      scopes,
      ...this.attributes(attributes, depth),
    }
  }

  attributes(ranges: readonly ByteRange[], depth: number): StoredAttributes {
    const all: StoredAttributes = { attributes: {}, tensors: {}, graphs: {}, references: {} }
    for (const range of ranges) this.attribute(range, all, depth)
    return all
  }

  /** Of the node's metadata: the paths of the modules that it is of; null where the entry is another. */
  private scopes(range: ByteRange): string[] | null {
    const fields = [...this.file.fields(range)]
    const key = fields.find(({ number, wireType }) => number === 1 && wireType === 2)
    const value = fields.find(({ number, wireType }) => number === 2 && wireType === 2)
    if (!key || !value || key.end - key.begin !== SCOPES.length || this.file.text(key) !== SCOPES) return null
    // A list as Python writes it.
    const quoted = this.file.text(value).matchAll(/'([^']*)'|"([^"]*)"/g)
    return [...quoted].map(([, single, double]) => single ?? double)
  }

  private attribute(range: ByteRange, all: StoredAttributes, depth: number): void {
    const tensors: ByteRange[] = []
    const graphs: ByteRange[] = []
    const proto = this.file.message(AttributeProtoSchema, range, (field) => {
      if (field.wireType !== 2) return false
      if (field.number === TENSOR) tensors.push(field)
      else if (field.number === GRAPH) graphs.push(field)
      else return NOT_NEEDED.includes(field.number) || field.end - field.begin > MOST_ATTRIBUTE_BYTES
      return true
    })
    const { name } = proto
    if (proto.refAttrName !== '') all.references[name] = proto.refAttrName
    else if (tensors.length > 0) all.tensors[name] = this.array(tensors.at(-1)!)
    else if (graphs.length > 0) all.graphs[name] = this.graph(graphs.at(-1)!, depth + 1)
    else all.attributes[name] = valueOf(proto)
  }

  private array(range: ByteRange): OnnxArray {
    this.count(++this.arrayCount, MAX_TENSORS, 'tensors')
    return readTensorProto(this.file, range)
  }

  private value(range: ByteRange): OnnxValue {
    const { name, type } = this.file.message(ValueInfoProtoSchema, range)
    if (type?.value.case !== 'tensorType') return { name, dtype: '', dims: [] }
    const { elemType, shape } = type.value.value
    const dims = (shape?.dim ?? []).map(({ value }) =>
      value.case === 'dimValue' ? Number(value.value) : (value.value ?? ''),
    )
    return { name, dtype: dtypeOf(elemType) ?? '', dims }
  }

  private count(found: number, most: number, of: string): void {
    if (found > most)
      throw this.file.refused(`it has more than ${most.toLocaleString('en-US')} ${of}; no more are read`)
  }
}

const SCOPES = 'pkg.torch.onnx.name_scopes'

type AttributeValues = Pick<AttributeProto, 'type' | 'f' | 'i' | 's' | 'floats' | 'ints' | 'strings'>

/** Of a number, a text or a list of them. Files from before types were written have the one that is not empty. */
function valueOf({ type, f, i, s, floats, ints, strings }: AttributeValues): OnnxAttribute {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  switch (type) {
    case Type.FLOAT:
      return f
    case Type.INT:
      return Number(i)
    case Type.STRING:
      return text(s)
    case Type.FLOATS:
      return floats
    case Type.INTS:
      return ints.map(Number)
    case Type.STRINGS:
      return strings.map(text)
    default:
      if (ints.length > 0) return ints.map(Number)
      if (floats.length > 0) return floats
      return s.length > 0 ? text(s) : f !== 0 ? f : Number(i)
  }
}
