import { transposed, type StoredTensors } from './stored-tensors'
import type { NormWeights, Projection, TransformerConfig, WeightTensor } from '../transformer'

/** Matrices as PyTorch's Linear stores them: [out, in], `name.weight` and, where there is one, `name.bias`. */

/** Stored [heads * dHead, dModel], head by head; returned as [heads, dModel, dHead]. */
export function takeHeads(
  tensors: StoredTensors,
  name: string,
  heads: number,
  config: Pick<TransformerConfig, 'dHead' | 'dModel'>,
  bias: boolean,
): Projection {
  const { dHead, dModel } = config
  return {
    weight: tensors.take(`${name}.weight`, [heads * dHead, dModel], {
      dims: [heads, dModel, dHead],
      strides: [dHead * dModel, 1, dModel],
    }),
    bias: bias ? tensors.take(`${name}.bias`, [heads * dHead], { dims: [heads, dHead] }) : null,
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

/** A norm without a bias; `plus` is added to its weight (Gemma stores it less 1). */
export function takeRmsNorm(tensors: StoredTensors, name: string, dModel: number, plus = 0): NormWeights {
  const weight = tensors.take(`${name}.weight`, [dModel])
  return { weight: plus === 0 ? weight : { ...weight, data: weight.data.map((x) => plus + x) }, bias: null }
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
