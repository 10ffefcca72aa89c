const SWEEPS = 200

/**
 * Factors >= 0, one for each column, that make `rows * factors` come nearest to `values` (weighted least squares, by
 * coordinate descent). Where the rows cannot distinguish two columns, the earlier column explains what it can.
 */
export function nonNegativeFit(
  rows: readonly (readonly number[])[],
  values: readonly number[],
  weights: readonly number[],
): number[] {
  const factors = new Array<number>(rows[0]?.length ?? 0).fill(0)
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let column = 0; column < factors.length; column++) {
      factors[column] = 0
      let [numerator, denominator] = [0, 0]
      rows.forEach((row, i) => {
        const rest = values[i] - dot(row, factors)
        numerator += weights[i] * row[column] * rest
        denominator += weights[i] * row[column] ** 2
      })
      factors[column] = denominator > 0 ? Math.max(0, numerator / denominator) : 0
    }
  }
  return factors
}

export function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0)
}
