import { FunctionProtoSchema, ModelProtoSchema, type FunctionProto } from 'onnx-buf'
import { GraphReader, type StoredAttributes, type StoredGraph, type StoredNode } from './graph-proto'
import type { ByteRange, WireFile } from './wire-format'

/** A file as it is stored. */
export interface StoredModel {
  producer: string
  opsets: Record<string, number>
  graph: StoredGraph
  functions: StoredFunction[]
}

/** Nodes that stand for one node of the type `name` of `domain`. */
export interface StoredFunction {
  domain: string
  name: string
  inputs: string[]
  outputs: string[]
  nodes: StoredNode[]
  /** Of attributes that a node need not give. */
  defaults: StoredAttributes
}

const GRAPH = 7
const FUNCTION = 25
/** Texts for people, metadata and training: not needed. */
const UNREAD = [6, 14, 20]

/** @throws PatchbayError (bad-input): no ONNX file, a damaged one, or one without a graph. */
export function readModelProto(file: WireFile): StoredModel {
  const found = { graphs: [] as ByteRange[], functions: [] as ByteRange[] }
  const proto = file.message(ModelProtoSchema, { begin: 0, end: file.sizeBytes }, (field) => {
    if (field.wireType !== 2) return false
    if (field.number === GRAPH) found.graphs.push(field)
    else if (field.number === FUNCTION) found.functions.push(field)
    else return UNREAD.includes(field.number)
    return true
  })
  if (found.graphs.length !== 1 || proto.opsetImport.length === 0) throw file.damaged()
  const reader = new GraphReader(file)
  return {
    producer: [proto.producerName, proto.producerVersion].filter(Boolean).join(' '),
    opsets: Object.fromEntries(
      proto.opsetImport.map(({ domain, version }) => [domain === 'ai.onnx' ? '' : domain, Number(version)]),
    ),
    graph: reader.graph(found.graphs[0]),
    functions: found.functions.map((range) => readFunction(file, reader, range)),
  }
}

function readFunction(file: WireFile, reader: GraphReader, range: ByteRange): StoredFunction {
  const nodes: ByteRange[] = []
  const attributes: ByteRange[] = []
  const proto: FunctionProto = file.message(FunctionProtoSchema, range, (field) => {
    if (field.wireType !== 2) return false
    if (field.number === 7) nodes.push(field)
    else if (field.number === 11) attributes.push(field)
    else return [8, 12, 14].includes(field.number)
    return true
  })
  return {
    domain: proto.domain === 'ai.onnx' ? '' : proto.domain,
    name: proto.name,
    inputs: proto.input,
    outputs: proto.output,
    nodes: nodes.map((node) => reader.node(node, 0)),
    defaults: reader.attributes(attributes, 0),
  }
}
