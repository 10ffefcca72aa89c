import { sizeOfShape } from '../../../onnx'
import { arrayValues } from '../array-values'
import type { MlpRoles } from '../roles/graph-roles'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from '../roles/value-graph'
import { numberOf } from './scalars'
import { between } from '../roles/ways'

/** What the neurons of an MLP go through, as config.json names it; null: something else. */
export function activationOf(values: ValueGraph, { gate, up, down }: MlpRoles): string | null {
  const { nodes } = between(values, (gate ?? up).output, down.input)
  const names = nodes.map((node) => nameOf(values, node)).filter((name) => name !== null)
  return names.length === 1 ? names[0] : null
}

function nameOf(values: ValueGraph, node: OnnxNode): string | null {
  switch (node.type) {
    case 'Gelu':
      return node.attributes.approximate === 'tanh' ? 'gelu_pytorch_tanh' : 'gelu'
    case 'Erf':
      return 'gelu'
    case 'Tanh':
      return 'gelu_new'
    case 'Relu':
      return isSquared(values, node) ? 'relu squared' : 'relu'
    case 'Sigmoid':
      return isScaled(values, node) ? 'quick_gelu' : 'silu'
    case 'Swish':
      return Number(node.attributes.alpha ?? 1) === 1 ? 'silu' : 'quick_gelu'
    case 'QuickGelu':
      return 'quick_gelu'
    default:
      return OTHERS.includes(node.type) ? node.type : null
  }
}

/** Activation functions of ONNX that no decoder here has. */
const OTHERS = [
  'Elu',
  'HardSwish',
  'HardSigmoid',
  'LeakyRelu',
  'Mish',
  'PRelu',
  'Selu',
  'Softplus',
  'Softmax',
]

function isSquared(values: ValueGraph, { outputs }: OnnxNode): boolean {
  return values.readers(outputs[0]).some(({ type, inputs }) => {
    if (type === 'Mul') return inputs[0] === inputs[1]
    const power = type === 'Pow' ? values.constant(inputs[1]) : null
    return power !== null && sizeOfShape(power.dims) === 1 && arrayValues(power)[0] === 2
  })
}

/** x * sigmoid(1.702 x) is another function. */
function isScaled(values: ValueGraph, { inputs }: OnnxNode): boolean {
  const maker = values.maker(inputs[0])
  if (maker?.type !== 'Mul') return false
  return maker.inputs.some((input) => {
    const factor = numberOf(values, input, null)
    return factor !== null && factor !== 1
  })
}
