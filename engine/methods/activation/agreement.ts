/** How well an estimate agrees with the exact effects of the same places. */
export interface Agreement {
  pearson: number
  spearman: number
  /** Indices of sites whose disagreement is large: nonlinearity worth a look. */
  flagged: number[]
}

/**
 * Disagreement counts as large where |estimate - exact| is above `absolute` and above `relative` times the
 * spread (standard deviation) of the exact effects. Correlations are NaN where one side is constant.
 */
export function agreementOf(
  estimate: ArrayLike<number>,
  exact: ArrayLike<number>,
  { absolute = 0.01, relative = 1 } = {},
): Agreement {
  const values = Array.from(exact)
  const spread = Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))
  const limit = Math.max(absolute, relative * spread)
  const flagged = values.flatMap((value, i) => (Math.abs(estimate[i] - value) > limit ? [i] : []))
  return {
    pearson: pearson(Array.from(estimate), values),
    spearman: pearson(ranks(Array.from(estimate)), ranks(values)),
    flagged,
  }
}

export function pearson(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [products, squaresA, squaresB] = [0, 0, 0]
  a.forEach((x, i) => {
    products += (x - meanA) * (b[i] - meanB)
    squaresA += (x - meanA) ** 2
    squaresB += (b[i] - meanB) ** 2
  })
  return products / Math.sqrt(squaresA * squaresB)
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Ranks from 1; equal values share the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b])
  const result = new Array<number>(values.length)
  for (let first = 0; first < order.length;) {
    let last = first
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++
    for (let at = first; at <= last; at++) result[order[at]] = 1 + (first + last) / 2
    first = last + 1
  }
  return result
}
