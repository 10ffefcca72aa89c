import type { Uniform } from '../random.ts'

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
