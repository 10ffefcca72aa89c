import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { AttributeProto_AttributeType as Type, ModelProtoSchema, type TensorProtoSchema } from 'onnx-buf'
import { temporaryFolder } from './model-folder'

export type TensorInit = Exclude<MessageInitShape<typeof TensorProtoSchema>, { $typeName: string }>
type ModelInit = MessageInitShape<typeof ModelProtoSchema>
export type GraphInit = Exclude<NonNullable<ModelInit['graph']>, { $typeName: string }>
export type NodeInit = Exclude<NonNullable<GraphInit['node']>[number], { $typeName: string }>

/** A graph whose nodes and tensors can be changed. */
export type PlainGraph = Omit<GraphInit, 'node' | 'initializer'> & {
  node: NodeInit[]
  initializer: TensorInit[]
}

/** The bytes of a model with this graph; what is given in `model` goes before what a model has otherwise. */
export function onnxBytes(graph: GraphInit, model: Omit<ModelInit, '$typeName'> = {}): Uint8Array {
  const opsetImport = [{ domain: '', version: 17n }]
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport, graph, ...model }))
}

/** Such a model in a file of its own. */
export function onnxFile(graph: GraphInit, model: Omit<ModelInit, '$typeName'> = {}): string {
  return writtenFile(onnxBytes(graph, model))
}

export function writtenFile(bytes: Uint8Array | string, name = 'model.onnx'): string {
  const file = path.join(temporaryFolder(), name)
  writeFileSync(file, bytes)
  return file
}

/** A node with attributes that are numbers, texts or lists of whole numbers. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, number | string | number[]> = {},
): NodeInit {
  return { opType, input, output, name: output[0], attribute: Object.entries(attributes).map(attribute) }
}

function attribute([name, value]: [string, number | string | number[]]) {
  if (typeof value === 'string') return { name, type: Type.STRING, s: new TextEncoder().encode(value) }
  if (Array.isArray(value)) return { name, type: Type.INTS, ints: value.map(BigInt) }
  return Number.isInteger(value)
    ? { name, type: Type.INT, i: BigInt(value) }
    : { name, type: Type.FLOAT, f: value }
}

/** A tensor of float32 in raw data. */
export function floats(name: string, dims: number[], values: number[]): TensorInit {
  return {
    name,
    dims: dims.map(BigInt),
    dataType: 1,
    rawData: new Uint8Array(Float32Array.from(values).buffer),
  }
}

/** A list of whole numbers. */
export function integers(name: string, values: number[]): TensorInit {
  return { name, dims: [BigInt(values.length)], dataType: 7, int64Data: values.map(BigInt) }
}

/** An input or output of the graph; a dimension that is a text is known only when it is run. */
export function value(name: string, elemType: number, dims: (number | string)[]) {
  const dim = dims.map((one) => ({
    value:
      typeof one === 'number'
        ? { case: 'dimValue' as const, value: BigInt(one) }
        : { case: 'dimParam' as const, value: one },
  }))
  return { name, type: { value: { case: 'tensorType' as const, value: { elemType, shape: { dim } } } } }
}
