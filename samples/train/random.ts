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

export function pick<T>(uniform: Uniform, from: readonly T[]): T {
  return from[Math.floor(uniform() * from.length)]
}

/** `count` different ones, in random order. */
export function pickSome<T>(uniform: Uniform, from: readonly T[], count: number): T[] {
  const chosen = new Set<T>()
  while (chosen.size < count) chosen.add(pick(uniform, from))
  return [...chosen]
}

/** A number of 32 bits for a text (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}
