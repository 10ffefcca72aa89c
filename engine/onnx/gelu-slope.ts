import type { GraphBuilder } from './graph-builder'
import type { OpOf, Value } from './ops'

/** height * exp(rate * x^2) */
export function bell(builder: GraphBuilder, x: Value, height: number, rate: number): Value {
  const power = builder.mul(builder.mul(x, x), builder.constant([rate], [1]))
  return builder.mul(unary(builder, 'Exp', power), builder.constant([height], [1]), 'bell')
}

/** Slope of x * Phi(x), exact and in its tanh form. */
export const GELU_SLOPE: Record<OpOf<'Gelu'>['approximate'], (builder: GraphBuilder, x: Value) => Value> = {
  none: (builder, x) => {
    const turned = builder.mul(x, builder.constant([Math.SQRT1_2], [1]))
    const phi = builder.mul(
      builder.add(unary(builder, 'Erf', turned), builder.constant([1], [1])),
      builder.constant([0.5], [1]),
    )
    return builder.add(phi, builder.mul(x, bell(builder, x, 1 / Math.sqrt(2 * Math.PI), -0.5)), 'slope')
  },
  tanh: (builder, x) => {
    const number = (value: number) => builder.constant([value], [1])
    const [rate, cubic] = [Math.sqrt(2 / Math.PI), 0.044715]
    const square = builder.mul(x, x)
    // t = tanh(rate * (x + cubic x^3)); slope = (1 + t)/2 + x/2 (1 - t^2) rate (1 + 3 cubic x^2)
    const inner = builder.mul(
      builder.mul(x, number(rate)),
      builder.add(builder.mul(square, number(cubic)), number(1)),
    )
    const t = unary(builder, 'Tanh', inner)
    const rising = builder.mul(
      builder.mul(builder.mul(x, number(rate / 2)), oneMinus(builder, builder.mul(t, t))),
      builder.add(builder.mul(square, number(3 * cubic)), number(1)),
    )
    const half = builder.mul(builder.add(t, number(1)), number(0.5))
    return builder.add(half, rising, 'slope')
  },
}

export function unary(builder: GraphBuilder, type: 'Sign' | 'Exp' | 'Erf' | 'Tanh', value: Value): Value {
  return builder.op({ type, inputs: [value] }, type.toLowerCase())
}

export function oneMinus(builder: GraphBuilder, value: Value): Value {
  return builder.sub(builder.constant([1], [1]), value, 'oneMinus')
}
