import type { SweepAgreement, SweepDetail, SweepPoint } from './sweep'

/**
 * The best of a sweep's circuits from nothing to everything, as a staircase: what is found with more of the other edges is
 * not counted for fewer of them.
 */
export function rocOfPoints(points: readonly SweepPoint[]): SweepDetail['roc'] {
  const rates = points.flatMap(({ agreement }) => agreement ?? [])
  if (rates.length === 0) return null
  const line = [corner(0), ...rates.map(rateOf), corner(1)].sort(
    (a, b) => a.falsePositiveRate - b.falsePositiveRate || a.truePositiveRate - b.truePositiveRate,
  )
  let best = 0
  const staircase = line.map(({ falsePositiveRate, truePositiveRate }) => {
    best = Math.max(best, truePositiveRate)
    return { falsePositiveRate, truePositiveRate: best }
  })
  const auc = staircase.slice(1).reduce((sum, { falsePositiveRate }, i) => {
    const before = staircase[i]
    return sum + (falsePositiveRate - before.falsePositiveRate) * before.truePositiveRate
  }, 0)
  return { points: staircase, auc }
}

const corner = (rate: number) => ({ falsePositiveRate: rate, truePositiveRate: rate })
const rateOf = ({ falsePositiveRate, truePositiveRate }: SweepAgreement) => ({
  falsePositiveRate,
  truePositiveRate,
})
