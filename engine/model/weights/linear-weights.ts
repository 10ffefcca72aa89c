import { valuesOf } from '../../onnx'
import { transposed, type StoredTensors } from './stored-tensors'
import type {
  LayerWeights,
  MlpWeights,
  NormWeights,
  Projection,
  TransformerConfig,
  WeightTensor,
} from '../transformer'

/** Matrices as PyTorch's Linear stores them: [out, in], `name.weight` and, where there is one, `name.bias`. */

/** Stored [heads * dHead, dModel], head by head; returned as [heads, dModel, dHead]. */
export function takeHeads(
  tensors: StoredTensors,
  name: string,
  heads: number,
  config: Pick<TransformerConfig, 'dHead' | 'dModel'>,
  bias: boolean,
): Projection {
  return takePartOfHeads(tensors, name, { before: 0, own: heads, all: heads }, config, bias)
}

/** Some of the heads that one matrix has side by side, [all * dHead, dModel]: `own` of them after `before` others. */
export function takePartOfHeads(
  tensors: StoredTensors,
  name: string,
  { before, own, all }: { before: number; own: number; all: number },
  { dHead, dModel }: Pick<TransformerConfig, 'dHead' | 'dModel'>,
  bias: boolean,
): Projection {
  return {
    weight: tensors.take(`${name}.weight`, [all * dHead, dModel], {
      dims: [own, dModel, dHead],
      strides: [dHead * dModel, 1, dModel],
      offset: before * dHead * dModel,
    }),
    bias: bias
      ? tensors.take(`${name}.bias`, [all * dHead], {
          dims: [own, dHead],
          strides: [dHead, 1],
          offset: before * dHead,
        })
      : null,
  }
}

export function takeProjection(
  tensors: StoredTensors,
  name: string,
  inputs: number,
  outputs: number,
  bias: boolean,
): Projection {
  return {
    weight: tensors.take(`${name}.weight`, [outputs, inputs], transposed(outputs, inputs)),
    bias: bias ? tensors.take(`${name}.bias`, [outputs]) : null,
  }
}

/** One of several matrices that are stored as one, [parts * outputs, inputs]. */
export function takePartOfOutputs(
  tensors: StoredTensors,
  name: string,
  inputs: number,
  { part, parts, outputs }: { part: number; parts: number; outputs: number },
): Projection {
  const weight = tensors.take(`${name}.weight`, [parts * outputs, inputs], {
    ...transposed(outputs, inputs),
    offset: part * outputs * inputs,
  })
  return { weight, bias: null }
}

/** What heads write, stored [dModel, heads * dHead]. */
export function takeHeadOutputs(
  tensors: StoredTensors,
  name: string,
  { heads, dHead, dModel }: TransformerConfig,
  bias: boolean,
): Projection {
  const output = takeProjection(tensors, name, heads * dHead, dModel, bias)
  return { ...output, weight: { ...output.weight, dims: [heads, dHead, dModel] } }
}

/**
 * q, k and v of a matrix that holds all three head by head: stored [heads * 3 * dHead, dModel]; each is returned as
 * [heads, dModel, dHead].
 */
export function takeFusedQkv(
  tensors: StoredTensors,
  name: string,
  { heads, dHead, dModel }: Pick<TransformerConfig, 'heads' | 'dHead' | 'dModel'>,
  bias: boolean,
): Pick<LayerWeights, 'q' | 'k' | 'v'> {
  const rows = 3 * heads * dHead
  const take = (part: number): Projection => ({
    weight: tensors.take(`${name}.weight`, [rows, dModel], {
      dims: [heads, dModel, dHead],
      strides: [3 * dHead * dModel, 1, dModel],
      offset: part * dHead * dModel,
    }),
    bias: bias
      ? tensors.take(`${name}.bias`, [rows], {
          dims: [heads, dHead],
          strides: [3 * dHead, 1],
          offset: part * dHead,
        })
      : null,
  })
  return { q: take(0), k: take(1), v: take(2) }
}

/** An MLP of two matrices; `up` and `down` are their names. */
export function takePlainMlp(
  tensors: StoredTensors,
  [up, down]: [up: string, down: string],
  { dModel, dMlp }: Pick<TransformerConfig, 'dModel' | 'dMlp'>,
  bias: boolean,
): MlpWeights {
  return {
    gate: null,
    up: takeProjection(tensors, up, dModel, dMlp!, bias),
    down: takeProjection(tensors, down, dMlp!, dModel, bias),
  }
}

/** A norm with a weight and, as a rule, a bias. */
export function takeLayerNorm(
  tensors: StoredTensors,
  name: string,
  dModel: number,
  bias = true,
): NormWeights {
  return {
    weight: tensors.take(`${name}.weight`, [dModel]),
    bias: bias ? tensors.take(`${name}.bias`, [dModel]) : null,
  }
}

/** A norm that is stored without weights, which are all 1. */
export function unitNorm(dModel: number): NormWeights {
  return { weight: { dims: [dModel], data: new Float32Array(dModel).fill(1) }, bias: null }
}

/** A norm without a bias; `plus` is added to its weight (Gemma stores it less 1). */
export function takeRmsNorm(tensors: StoredTensors, name: string, dModel: number, plus = 0): NormWeights {
  const weight = tensors.take(`${name}.weight`, [dModel])
  if (plus === 0) return { weight, bias: null }
  return { weight: { ...weight, data: valuesOf(weight.data).map((x) => plus + x) }, bias: null }
}

/** The weight of a norm over all heads side by side, [heads * dHead], as [heads, dHead]. */
export function takeWholeNorm(
  tensors: StoredTensors,
  name: string,
  heads: number,
  dHead: number,
): NormWeights {
  const weight: WeightTensor = tensors.take(`${name}.weight`, [heads * dHead], { dims: [heads, dHead] })
  return { weight, bias: null }
}

/** A norm over [dHead] as that of q or k which all heads share: [1, dHead]. */
export function ofAllHeads({ weight, bias }: NormWeights): NormWeights {
  const shared = (tensor: WeightTensor) => ({ ...tensor, dims: [1, ...tensor.dims] })
  return { weight: shared(weight), bias: bias && shared(bias) }
}
