import { create, toBinary } from '@bufbuild/protobuf'
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_SequenceSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf'
import type { DataType, Dimension, GraphNode, GraphStage, Initializer } from './graph'
import { attributesOf, type AttributeValue } from './ops'

/** Opset 23 is the first with RMSNormalization; IR 11 goes with it. */
const OPSET_VERSION = 23n
const IR_VERSION = 11n

const DATA_TYPE: Record<DataType, TensorProto_DataType> = {
  float32: TensorProto_DataType.FLOAT,
  int64: TensorProto_DataType.INT64,
}

/** The graph as the bytes of an ONNX model (protobuf); `emptySequence`: the name of an output before all others. */
export function encodeGraph(graph: GraphStage, emptySequence?: string): Uint8Array {
  const first = emptySequence === undefined ? [] : [emptySequence]
  const model = create(ModelProtoSchema, {
    irVersion: IR_VERSION,
    producerName: 'patchbay',
    opsetImport: [create(OperatorSetIdProtoSchema, { domain: '', version: OPSET_VERSION })],
    graph: create(GraphProtoSchema, {
      name: graph.name,
      node: [...first.map(sequenceNode), ...graph.nodes.map(encodeNode)],
      initializer: graph.initializers.map(encodeInitializer),
      input: graph.inputs.map(({ value, type, dims }) => encodeValueInfo(value.name, type, dims)),
      output: [
        ...first.map(sequenceInfo),
        ...graph.outputs.map(({ value, dims }) => encodeValueInfo(value.name, 'float32', dims)),
      ],
    }),
  })
  return toBinary(ModelProtoSchema, model)
}

function encodeNode({ output, op }: GraphNode) {
  return create(NodeProtoSchema, {
    name: output.name,
    opType: op.type,
    input: op.inputs.map((input) => input.name),
    output: [output.name],
    attribute: Object.entries(attributesOf(op)).map(([name, value]) => encodeAttribute(name, value)),
  })
}

const sequenceNode = (name: string) =>
  create(NodeProtoSchema, { name, opType: 'SequenceEmpty', output: [name] })

function sequenceInfo(name: string): ValueInfoProto {
  const tensor = create(TypeProto_TensorSchema, { elemType: DATA_TYPE.float32 })
  const elemType = create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } })
  const sequence = create(TypeProto_SequenceSchema, { elemType })
  const type = create(TypeProtoSchema, { value: { case: 'sequenceType', value: sequence } })
  return create(ValueInfoProtoSchema, { name, type })
}

function encodeAttribute(name: string, { kind, value }: AttributeValue): AttributeProto {
  const { INT, FLOAT, STRING, INTS } = AttributeProto_AttributeType
  switch (kind) {
    case 'int':
      return create(AttributeProtoSchema, { name, type: INT, i: BigInt(value) })
    case 'float':
      return create(AttributeProtoSchema, { name, type: FLOAT, f: value })
    case 'string':
      return create(AttributeProtoSchema, { name, type: STRING, s: new TextEncoder().encode(value) })
    case 'ints':
      return create(AttributeProtoSchema, { name, type: INTS, ints: value.map(BigInt) })
  }
}

function encodeInitializer({ value, type, dims, data }: Initializer): TensorProto {
  const base = { name: value.name, dims: dims.map(BigInt), dataType: DATA_TYPE[type] }
  return type === 'int64'
    ? create(TensorProtoSchema, { ...base, int64Data: data.map(BigInt) })
    : create(TensorProtoSchema, { ...base, floatData: data })
}

function encodeValueInfo(name: string, type: DataType, dims: Dimension[] | null): ValueInfoProto {
  const dim = dims?.map((dimension) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof dimension === 'number'
          ? { case: 'dimValue', value: BigInt(dimension) }
          : { case: 'dimParam', value: dimension },
    }),
  )
  const tensor = create(TypeProto_TensorSchema, {
    elemType: DATA_TYPE[type],
    shape: dim && create(TensorShapeProtoSchema, { dim }),
  })
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  })
}
