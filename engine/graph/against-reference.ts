import type { Circuit } from './circuit'

export interface EdgeAgreement {
  /** Of the circuit's edges, the part that the reference has; 1 for an empty circuit. */
  precision: number
  /** Of the reference's edges, the part that the circuit has; 1 for an empty reference. */
  recall: number
}

export function agreementWith(reference: Circuit, circuit: Circuit): EdgeAgreement {
  const shared = circuit.edges().filter((edge) => reference.has(edge)).length
  return {
    precision: circuit.size === 0 ? 1 : shared / circuit.size,
    recall: reference.size === 0 ? 1 : shared / reference.size,
  }
}

export interface Roc {
  /** From (0, 0) to (1, 1), one point for each distinct weight, descending. */
  points: { falsePositiveRate: number; truePositiveRate: number; threshold: number }[]
  /** Area under the pessimistic steps: between two points the lower true-positive rate counts (Conmy et al. 2023). */
  auc: number
}

/** How well `weights` [edge] (larger = more surely in the circuit) separate the reference's edges from the others. */
export function rocOf(reference: Circuit, weights: ArrayLike<number>): Roc {
  const order = Array.from({ length: weights.length }, (_, edge) => edge).sort(
    (a, b) => weights[b] - weights[a],
  )
  const positives = reference.size
  const negatives = weights.length - positives
  const points: Roc['points'] = [{ falsePositiveRate: 0, truePositiveRate: 0, threshold: Infinity }]
  let [hits, misses] = [0, 0]
  order.forEach((edge, i) => {
    if (reference.has(edge)) hits++
    else misses++
    // Edges of equal weight enter together.
    if (i + 1 < order.length && weights[order[i + 1]] === weights[edge]) return
    const point = {
      falsePositiveRate: misses / Math.max(1, negatives),
      truePositiveRate: hits / Math.max(1, positives),
    }
    points.push({ ...point, threshold: weights[edge] })
  })
  const auc = points
    .slice(1)
    .reduce(
      (sum, point, i) =>
        sum + (point.falsePositiveRate - points[i].falsePositiveRate) * points[i].truePositiveRate,
      0,
    )
  return { points, auc }
}
