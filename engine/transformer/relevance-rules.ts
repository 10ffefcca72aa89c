import type { TransformerConfig } from '../model/transformer'
import {
  frozenNormGradient,
  GRADIENT_RULES,
  type GradientContext,
  type GradientRules,
  type OpOf,
  type Value,
} from '../onnx'
import type { Coefficients } from './graphs/tapped-layer'

/**
 * The coefficients of RelP (Rezaei Jafari et al. 2025, arXiv 2508.21258, section "Propagation rules"):
 * - LN-rule: a norm's deviation is a constant, so that the norm is a linear map;
 * - identity-rule: an activation f(x) passes f(x) / x on instead of its slope;
 * - half-rule: of a product of two branches (a gated MLP) each branch gets half;
 * everything else, the softmax among it, has its gradient.
 */
export const RELEVANCE_RULES: GradientRules = {
  ...GRADIENT_RULES,
  LayerNormalization: frozenNorm,
  RMSNormalization: frozenNorm,
  // The deviation of a norm over all heads, which is not one operator.
  Sqrt: () => [null],
  Gelu: ({ inputs: [x], approximate }, c) => [
    () => c.builder.mul(c.gradient, geluShare(c, c.forward(x), approximate), 'throughGelu'),
  ],
  // silu(x) = x * sigmoid(x), and silu(x) / x = sigmoid(x): nothing flows through the sigmoid.
  Sigmoid: () => [null],
}

/**
 * The rules that go by where a value is made: half of what arrives at the neurons of a gated MLP flows on into
 * either branch, and nothing flows through the softmax of SoLU, whose f(x) / x it is.
 */
export function relevanceScale({ mlp }: TransformerConfig): Coefficients['scale'] {
  if (mlp.kind === 'none') return undefined
  return (site, gradient, builder) => {
    const times = (factor: number, name: string) =>
      builder.mul(gradient, builder.constant([factor], [1]), name)
    if (site === 'shares') return times(0, 'stopped')
    return site === 'neurons' && mlp.kind === 'gated' ? times(0.5, 'half') : gradient
  }
}

function frozenNorm(op: OpOf<'LayerNormalization'> | OpOf<'RMSNormalization'>, c: GradientContext) {
  const [x, weight] = op.inputs
  return [
    () =>
      frozenNormGradient(c.builder, op, { x: c.forward(x), weight: c.forward(weight), gradient: c.gradient }),
    null,
  ]
}

/** gelu(x) / x = (1 + erf(x / sqrt 2)) / 2, or with tanh(sqrt(2 / pi) (x + 0.044715 x^3)) for the erf; never 0 / 0. */
function geluShare({ builder }: GradientContext, x: Value, approximate: OpOf<'Gelu'>['approximate']): Value {
  const number = (value: number) => builder.constant([value], [1])
  const half = (t: Value) => builder.mul(builder.add(t, number(1)), number(0.5), 'share')
  if (approximate === 'none')
    return half(builder.op({ type: 'Erf', inputs: [builder.mul(x, number(Math.SQRT1_2))] }, 'erf'))
  const cubic = builder.add(builder.mul(builder.mul(x, x), number(0.044715)), number(1))
  const inner = builder.mul(builder.mul(x, number(Math.sqrt(2 / Math.PI))), cubic)
  return half(builder.op({ type: 'Tanh', inputs: [inner] }, 'tanh'))
}
