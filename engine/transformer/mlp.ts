import type { Activation } from '../model/transformer'
import type { GraphBuilder, Value } from '../onnx'
import type { Layer } from './model-parts'
import { afterMlp, beforeMlp, normed } from './norm'

/** What can be seen, and replaced, inside an MLP: see BlockSite. */
export type MlpSite = 'shares' | 'neurons'
type MlpTap = (site: MlpSite, value: Value) => Value

/**
 * What the MLP writes to the residual stream, with its output bias and after its post-norm, from the stream before the
 * norm. `tap` sees values [copies, n, batch*pos, dMlp], and may replace them.
 */
export function mlpOutput(layer: Layer, input: Value, tap: MlpTap = (_, value) => value): Value {
  const { parts, spec, name } = layer
  const { builder, config } = parts
  const { mlp } = config
  if (mlp.kind === 'none') throw new Error('this transformer has no MLPs')
  const x = beforeMlp(layer, input)
  const up = parts.project(x, `${name}.up`)
  const active = (value: Value) => parts.watch(activate(builder, value, mlp.activation, tap), value)
  const hidden =
    mlp.kind === 'gated' ? builder.mul(active(parts.project(x, `${name}.gate`)), up, 'gated') : active(up)
  const neurons = mlp.kind === 'plain' && mlp.normed ? normed(parts, hidden, `${name}.neuronNorm`) : hidden
  const output = afterMlp(layer, parts.project(tap('neurons', neurons), `${name}.down`))
  return parts.times(output, spec.residualMultiplier)
}

function activate(builder: GraphBuilder, x: Value, activation: Activation, tap: MlpTap): Value {
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
      return builder.mul(
        x,
        tap('shares', builder.op({ type: 'Softmax', inputs: [x], axis: -1 }, 'shares')),
        'solu',
      )
  }
}
