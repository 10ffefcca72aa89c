import { isMatrix, type Parameters } from './parameters.ts'

/** What AdamW remembers of each parameter: running means of its gradient and of the gradient's square. */
export interface Moments {
  first: Map<string, Float32Array>
  second: Map<string, Float32Array>
}

export interface AdamOptions {
  beta1: number
  beta2: number
  epsilon: number
  /** How much of a matrix is taken away at a step, times the rate. Biases and norms keep all. */
  decay: number
  /** Gradients longer than this, all parameters together, are shortened to it. */
  longest: number
}

export const ADAM: AdamOptions = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, decay: 0.1, longest: 1 }

export function noMoments(parameters: Parameters): Moments {
  const zeros = () =>
    new Map([...parameters].map(([name, { data }]) => [name, new Float32Array(data.length)] as const))
  return { first: zeros(), second: zeros() }
}

/** One step of AdamW (Loshchilov and Hutter 2019) with decoupled decay; `step` counts from 0. Changes both in place. */
export function adamStep(
  parameters: Parameters,
  gradients: ReadonlyMap<string, Float32Array>,
  { first, second }: Moments,
  { step, rate }: { step: number; rate: number },
  { beta1, beta2, epsilon, decay, longest }: AdamOptions = ADAM,
): void {
  const shortened = Math.min(1, longest / lengthOf(gradients))
  const [correction1, correction2] = [1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)]
  for (const [name, { data }] of parameters) {
    const [gradient, mean, square] = [gradients.get(name)!, first.get(name)!, second.get(name)!]
    const kept = isMatrix(name) ? 1 - rate * decay : 1
    for (let i = 0; i < data.length; i++) {
      const slope = gradient[i] * shortened
      mean[i] = beta1 * mean[i] + (1 - beta1) * slope
      square[i] = beta2 * square[i] + (1 - beta2) * slope * slope
      const change = mean[i] / correction1 / (Math.sqrt(square[i] / correction2) + epsilon)
      data[i] = kept * data[i] - rate * change
    }
  }
}

/** The Euclidean length of all gradients as one vector. */
function lengthOf(gradients: ReadonlyMap<string, Float32Array>): number {
  let squares = 0
  for (const gradient of gradients.values()) for (const slope of gradient) squares += slope * slope
  return Math.sqrt(squares)
}

export interface Schedule {
  steps: number
  warmUp: number
  highest: number
}

/** Rises in a straight line, then falls along half a cosine to a twentieth. */
export function rateAt(step: number, { steps, warmUp, highest }: Schedule): number {
  const risen = Math.min(1, (step + 1) / warmUp)
  return highest * risen * (0.05 + (0.95 * (1 + Math.cos((Math.PI * step) / steps))) / 2)
}
