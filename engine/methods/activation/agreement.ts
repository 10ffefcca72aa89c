import {
  nonlinearAbove,
  pickRows,
  siteAt,
  siteKey,
  type Agreement,
  type ScoreMeaning,
  type SiteScores,
} from '../../../contract'

/** How well estimates agree with exact effects, row by row. */
export interface Correlation {
  pearson: number
  spearman: number
  /** Indices of sites whose disagreement is large: nonlinearity worth a look. */
  flagged: number[]
}

/**
 * How well estimates agree with the exact effects of the same sites; those without a sign (`meaning`) are compared with
 * the sizes of the effects. null where they share no site.
 */
export function agreementOf(
  exact: SiteScores,
  estimates: SiteScores,
  meaning?: ScoreMeaning,
): Agreement | null {
  const rowOf = new Map(Array.from(estimates.site, (_, row) => [siteKey(siteAt(estimates, row)), row]))
  const both = Array.from(exact.site, (_, row) => [row, rowOf.get(siteKey(siteAt(exact, row)))]).filter(
    (pair): pair is [number, number] => pair[1] !== undefined,
  )
  if (both.length === 0) return null
  const measured = pickRows(
    exact,
    both.map(([row]) => row),
  )
  const estimated = pickRows(
    estimates,
    both.map(([, row]) => row),
  )
  const ofMagnitudes = meaning?.kind === 'magnitude'
  const effects = ofMagnitudes ? measured.effect.map(Math.abs) : measured.effect
  const { pearson, spearman, flagged } = correlationOf(estimated.effect, effects)
  return {
    exact: measured,
    estimate: estimated,
    pearson: finite(pearson),
    spearman: finite(spearman),
    flagged,
    ...(ofMagnitudes && { ofMagnitudes }),
  }
}

const finite = (value: number) => (Number.isFinite(value) ? value : null)

/** Correlations are NaN where one side is constant. */
export function correlationOf(estimate: ArrayLike<number>, exact: ArrayLike<number>): Correlation {
  const values = Array.from(exact)
  const limit = nonlinearAbove(values)
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
