/** The vectors that stand for tokens and positions, and the random numbers: the same on every machine. */

import { makeUniform, normalOf } from '../random.ts'

export const CODE_SIZE = 16

export function makeNormal(seed: number): () => number {
  const uniform = makeUniform(seed)
  return () => normalOf(uniform)
}

/**
 * A unit vector of 16 entries +-1/4 per token: the extended BCH code [16,7,6]. Any two of its words differ in
 * at least 6 entries, so the inner product of two different tokens is at most 1/4.
 */
export function tokenCode(id: number): number[] {
  const generator = 0b111010001 // x^8 + x^7 + x^6 + x^4 + 1
  let word = 0
  for (let bit = 0; bit < 7; bit++) if ((id >> bit) & 1) word ^= generator << bit
  const bits = Array.from({ length: 15 }, (_, i) => (word >> i) & 1)
  bits.push(bits.reduce((a, b) => a ^ b, 0)) // parity
  return bits.map((bit) => (bit ? -1 : 1) / 4)
}

/** cos and sin to 2^-20, so that a last-bit difference between machines cannot reach the file. */
const rounded = (value: number): number => Math.round(value * 2 ** 20) / 2 ** 20

/**
 * A unit vector of 8 cosines and sines with frequencies 2 pi k/17. The inner product of two positions is 1 if they
 * are equal and -1/16 for every other pair less than 17 apart.
 */
export function positionCode(position: number): number[] {
  const angles = Array.from({ length: 8 }, (_, k) => (2 * Math.PI * (k + 1) * position) / 17)
  return angles.flatMap((angle) => [
    rounded(Math.cos(angle) / Math.sqrt(8)),
    rounded(Math.sin(angle) / Math.sqrt(8)),
  ])
}

/** The matrix M [16, 16] with positionCode(i) @ M = positionCode(i - 1): one turn back per frequency. */
export function oneStepBack(): number[][] {
  const matrix = identity()
  for (let k = 0; k < 8; k++) {
    const [cos, sin] = [Math.cos, Math.sin].map((f) => rounded(f((2 * Math.PI * (k + 1)) / 17)))
    matrix[2 * k][2 * k] = cos
    matrix[2 * k][2 * k + 1] = -sin
    matrix[2 * k + 1][2 * k] = sin
    matrix[2 * k + 1][2 * k + 1] = cos
  }
  return matrix
}

export function identity(): number[][] {
  return Array.from({ length: CODE_SIZE }, (_, i) =>
    Array.from({ length: CODE_SIZE }, (_, j) => (i === j ? 1 : 0)),
  )
}
