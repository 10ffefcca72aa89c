import type { Activation } from '../model/transformer'
import type { GraphBuilder, Value } from '../onnx'
import type { Layer } from './model-parts'
import { afterMlp, beforeMlp } from './norm'

const unchanged = (value: Value): Value => value

/**
 * What the MLP writes to the residual stream, with its output bias and after its post-norm, from the stream before the
 * norm. `tapNeurons` sees what `down` reads [copies, n, batch*pos, dMlp], and may replace it.
 */
export function mlpOutput(layer: Layer, input: Value, tapNeurons = unchanged): Value {
  const { parts, spec, name } = layer
  const { builder, config } = parts
  const { mlp } = config
  if (mlp.kind === 'none') throw new Error('this transformer has no MLPs')
  const x = beforeMlp(layer, input)
  const up = parts.project(x, `${name}.up`)
  const active = (value: Value) => parts.watch(activate(builder, value, mlp.activation), value)
  const hidden =
    mlp.kind === 'gated' ? builder.mul(active(parts.project(x, `${name}.gate`)), up, 'gated') : active(up)
  const output = afterMlp(layer, parts.project(tapNeurons(hidden), `${name}.down`))
  return parts.times(output, spec.residualMultiplier)
}

function activate(builder: GraphBuilder, x: Value, activation: Activation): Value {
  switch (activation) {
    case 'gelu':
      return builder.op({ type: 'Gelu', inputs: [x], approximate: 'none' }, 'gelu')
    case 'gelu-new':
      return builder.op({ type: 'Gelu', inputs: [x], approximate: 'tanh' }, 'gelu')
    case 'relu':
      return builder.op({ type: 'Relu', inputs: [x] }, 'relu')
    case 'silu':
      return builder.mul(x, builder.op({ type: 'Sigmoid', inputs: [x] }, 'sigmoid'), 'silu')
    case 'solu':
      return builder.mul(x, builder.op({ type: 'Softmax', inputs: [x], axis: -1 }, 'shares'), 'solu')
  }
}
