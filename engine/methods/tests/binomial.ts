/** P(X = k), k from 0 to n, of X binomial with n and p. */
function probabilities(n: number, p: number): Float64Array {
  const logFactorials = new Float64Array(n + 1)
  for (let k = 1; k <= n; k++) logFactorials[k] = logFactorials[k - 1] + Math.log(k)
  return Float64Array.from({ length: n + 1 }, (_, k) => {
    const ways = logFactorials[n] - logFactorials[k] - logFactorials[n - k]
    // 0 * log 0 is 0 here.
    const chance = (k === 0 ? 0 : k * Math.log(p)) + (k === n ? 0 : (n - k) * Math.log(1 - p))
    return Math.exp(ways + chance)
  })
}

/** P(X in those k), at most 1; the smallest are added first. */
function chanceOf(n: number, p: number, isCounted: (k: number) => boolean): number {
  const counted = probabilities(n, p).filter((_, k) => isCounted(k))
  return Math.min(
    1,
    counted.sort().reduce((sum, chance) => sum + chance, 0),
  )
}

/** P(X <= most) */
export const atMost = (most: number, n: number, p: number): number => chanceOf(n, p, (k) => k <= most)

/** P(X >= least) */
export const atLeast = (least: number, n: number, p: number): number => chanceOf(n, p, (k) => k >= least)

/**
 * P(|X / n - 1/2| >= |k / n - 1/2|) where X / n is expected at 1/2 + epsilon: the largest such chance of all shares
 * within epsilon of 1/2. 1 where n is 0.
 */
export function asFarFromHalf(seen: number, n: number, epsilon: number): number {
  const far = Math.abs(2 * seen - n)
  return chanceOf(n, 0.5 + epsilon, (k) => Math.abs(2 * k - n) >= far)
}
