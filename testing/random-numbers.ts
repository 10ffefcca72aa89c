import { SeededRandom } from '../engine/datasets/seeded-random'

/** Numbers in [0, 1) from a seed, as prompts are drawn by. */
export function uniforms(seed: number): () => number {
  const random = new SeededRandom(seed)
  return () => random.uniform()
}

/** Standard normal numbers from a seed (Box-Muller). */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed)
  let spare: number | null = null
  return () => {
    if (spare !== null) {
      const second = spare
      spare = null
      return second
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()))
    const angle = 2 * Math.PI * uniform()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }
}
