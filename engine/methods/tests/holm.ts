/**
 * p-values corrected for being several (Holm 1979): the chance of any false rejection stays below alpha however they
 * depend on each other. [test], as given.
 */
export function holm(pValues: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from(pValues, (_, index) => index).sort((a, b) => pValues[a] - pValues[b])
  const corrected = new Float64Array(pValues.length)
  let least = 0
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[index]))
    corrected[index] = least
  })
  return corrected
}
