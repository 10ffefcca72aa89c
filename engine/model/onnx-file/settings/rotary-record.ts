import type { RotaryFound } from './position-settings'
import { anglesOf } from './settings-agreement'

/** Tables hold angles as precisely as their type allows; half precision the least. */
const NEAR = 1e-3

/**
 * Rotary positions as the settings of config.json: a base where the angles follow from one, one factor, or else a factor
 * for each pair, which longrope can say of any angles (llama3 and yarn among them).
 */
export function rotaryRecord({ angles, dims, magnitude }: RotaryFound): Record<string, unknown> {
  const theta = baseOf(angles)
  if (theta !== null && magnitude === 1) {
    const factor = rounded(1 / angles[0])
    if (fits(angles, theta, dims, 1)) return { rope_type: 'default', rope_theta: theta }
    if (fits(angles, theta, dims, 1 / factor)) return { rope_type: 'linear', rope_theta: theta, factor }
  }
  const base = 10000
  const factors = anglesOf({ theta: base, dims, factors: null, magnitude: 1, beyond: null }).map(
    (plain, pair) => plain / angles[pair],
  )
  return {
    rope_type: 'longrope',
    rope_theta: base,
    short_factor: factors,
    long_factor: factors,
    attention_factor: rounded(magnitude),
  }
}

/** Of angles that each are the same part of the one before. */
function baseOf(angles: readonly number[]): number | null {
  if (angles.length === 1) return angles[0] === 1 ? 10000 : null
  const steps = angles.length - 1
  const base = (angles[0] / angles[steps]) ** (angles.length / steps)
  return Number.isFinite(base) && base > 0 ? rounded(base) : null
}

function fits(angles: readonly number[], theta: number, dims: number, factor: number): boolean {
  const plain = anglesOf({ theta, dims, factors: null, magnitude: 1, beyond: null })
  return angles.every((angle, pair) => Math.abs(angle / (plain[pair] * factor) - 1) < NEAR)
}

/** The number that a rounded one was made of, where it is one that a person would write. */
export function rounded(value: number): number {
  for (const digits of [1, 2, 3, 4]) {
    const short = Number(value.toPrecision(digits))
    if (Math.abs(short / value - 1) < (digits < 3 ? NEAR : 1e-6)) return short
  }
  return Number(value.toPrecision(7))
}
