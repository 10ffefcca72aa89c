/** Random numbers that are the same on every machine. */

/** mulberry32: integer arithmetic only. Uniform in [0, 1). */
export function makeUniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export type Uniform = () => number

/** About normal with deviation 1: four uniforms have variance 1/3. Avoids Math.log, whose last bit may vary. */
export function normalOf(uniform: Uniform): number {
  return (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3)
}
