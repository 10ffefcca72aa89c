import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  ModelProtoSchema,
  TensorProto_DataLocation,
  ValueInfoProtoSchema,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from 'onnx-buf'
import { sizeOfShape } from '../../onnx'
import { FILE_LIMITS, mebibytes, PatchbayError } from '../../../contract'
import { float16Bits, type FileFeed } from '../../onnx'
import { readExactly, withFile } from '../read-file'
import { decodeFloats } from '../weights/tensor-data'
import { arrayValues } from './array-values'
import type { OnnxArray, OnnxGraph } from './onnx-graph'

/** A graph whose 16-bit numbers have become those of another type, and nothing else. */
export interface ConvertedModel {
  bytes: Uint8Array
  /** Weights, which are inputs of it. */
  weights: Record<string, FileFeed>
}

const TYPES = { F32: 1, F16: 10, BF16: 16 }
const HALVES: readonly number[] = [TYPES.F16, TYPES.BF16]
export type Rounding = 'F16' | 'BF16' | 'int8'
/** What 16-bit numbers become. */
export type ConvertedType = 'F32' | 'F16'
/** Attributes that name the type of what a node gives. */
const TYPE_ATTRIBUTES = ['to', 'dtype', 'output_dtype']
/** Larger ones become inputs: a graph in one piece has at most 2 GB. */
const MOST_INLINE = 2 ** 14

/**
 * What a graph rounds to while it computes, which is not part of a model: numbers of 16 bits, or activations of 8 where
 * the runtime may do so for its products with weights of few bits. null: nothing.
 */
export function roundingOf({ inputs, outputs, arrays, nodes }: OnnxGraph): Rounding | null {
  const types = new Set([...inputs, ...outputs, ...arrays.values()].map(({ dtype }) => dtype))
  if (types.has('BF16')) return 'BF16'
  if (types.has('F16')) return 'F16'
  return nodes.some(({ attributes }) => Number(attributes[ACCURACY]) === OF_INT8) ? 'int8' : null
}

/** Of products with weights of few bits: what their other factor may be rounded to. */
const ACCURACY = 'accuracy_level'
const OF_FLOAT32 = 1
const OF_INT8 = 4

/**
 * The same graph in float32, where nothing is rounded away; or in float16, as one in bfloat16 would be computed, which
 * the runtime does not do on a processor.
 * @throws PatchbayError (bad-input): not readable, or large beside its weights.
 */
export function convertedModel(graph: OnnxGraph, to: ConvertedType): ConvertedModel {
  const model = fromBinary(ModelProtoSchema, wholeFile(graph))
  const conversion = new Conversion(graph, to)
  if (model.graph) conversion.weightsOf(model.graph)
  if (model.graph) conversion.graphOf(model.graph)
  for (const { node } of model.functions) conversion.nodesOf(node)
  return { bytes: toBinary(ModelProtoSchema, model), weights: conversion.weights }
}

/** Its weights are only looked at where they are, and what else is in it has a limit. */
function wholeFile({ path, fileName, arrays }: OnnxGraph): Uint8Array {
  return withFile(path, (fd, sizeBytes) => {
    const inside = new Map<number, number>()
    for (const { stored } of arrays.values())
      if ('filePath' in stored && stored.filePath === path) inside.set(stored.beginBytes, stored.lengthBytes)
    const besides = [...inside.values()].reduce((left, length) => left - length, sizeBytes)
    const most = FILE_LIMITS.safetensorsHeader.bytes
    if (besides > most) {
      const why = `it has ${mebibytes(besides)} beside its weights, more than the ${mebibytes(most)} that are widened`
      throw new PatchbayError('bad-input', `${fileName} cannot be compared with itself in float32: ${why}.`)
    }
    const bytes = new Uint8Array(sizeBytes)
    readExactly(fd, bytes, 0, path)
    return bytes
  })
}

class Conversion {
  readonly weights: Record<string, FileFeed> = {}

  constructor(
    private readonly source: OnnxGraph,
    private readonly to: ConvertedType,
  ) {}

  /** Large floating ones of the outermost graph become inputs; what is in other files comes into this one. */
  weightsOf(proto: GraphProto): void {
    const left: TensorProto[] = []
    for (const tensor of proto.initializer) {
      const array = this.source.arrays.get(tensor.name)
      const isHalf = HALVES.includes(tensor.dataType)
      const isFloat = isHalf || tensor.dataType === TYPES.F32
      if (!array || (!isFloat && !isOutside(tensor))) left.push(tensor)
      else if (isFloat && sizeOfShape(array.dims) > MOST_INLINE) {
        const dtype = isHalf ? this.to : 'F32'
        this.weights[tensor.name] = { dtype, dims: array.dims, values: Float32Array.from(arrayValues(array)) }
        proto.input = proto.input.filter(({ name }) => name !== tensor.name)
        proto.input.push(inputOf(tensor.name, TYPES[dtype], array.dims))
      } else left.push(isOutside(tensor) ? broughtIn(tensor, array) : tensor)
    }
    proto.initializer = left
  }

  graphOf(graph: GraphProto): void {
    graph.valueInfo = []
    for (const { type } of [...graph.input, ...graph.output])
      if (type?.value.case === 'tensorType' && HALVES.includes(type.value.value.elemType))
        type.value.value.elemType = TYPES[this.to]
    for (const tensor of graph.initializer) this.convert(tensor)
    this.nodesOf(graph.node)
  }

  nodesOf(nodes: readonly NodeProto[]): void {
    for (const { attribute } of nodes)
      for (const one of attribute) {
        if (one.t) this.convert(one.t)
        if (one.g) this.graphOf(one.g)
        if (one.name === ACCURACY) one.i = BigInt(OF_FLOAT32)
        if (TYPE_ATTRIBUTES.includes(one.name) && HALVES.includes(Number(one.i)))
          one.i = BigInt(TYPES[this.to])
      }
  }

  private convert(tensor: TensorProto): void {
    if (!HALVES.includes(tensor.dataType)) return
    const { rawData, int32Data } = tensor
    const stored = rawData.length > 0 ? rawData : new Uint8Array(Uint16Array.from(int32Data).buffer)
    const dtype = tensor.dataType === TYPES.BF16 ? 'BF16' : 'F16'
    const values = decodeFloats(dtype, Uint8Array.from(stored).buffer)!
    const { buffer } = this.to === 'F32' ? values : Uint16Array.from(values, float16Bits)
    tensor.rawData = Uint8Array.from(new Uint8Array(buffer))
    tensor.int32Data = []
    tensor.dataType = TYPES[this.to]
  }
}

const isOutside = ({ dataLocation }: TensorProto) => dataLocation === TensorProto_DataLocation.EXTERNAL

function broughtIn(tensor: TensorProto, { stored }: OnnxArray): TensorProto {
  if (!('filePath' in stored)) return tensor
  const { filePath, beginBytes, lengthBytes } = stored
  const bytes = new Uint8Array(lengthBytes)
  withFile(filePath, (fd) => readExactly(fd, bytes, beginBytes, filePath))
  return { ...tensor, rawData: bytes, dataLocation: TensorProto_DataLocation.DEFAULT, externalData: [] }
}

function inputOf(name: string, elemType: number, dims: readonly number[]): ValueInfoProto {
  const dim = dims.map((size) => ({ value: { case: 'dimValue' as const, value: BigInt(size) } }))
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, shape: { dim } } } },
  })
}
