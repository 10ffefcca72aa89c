import { checkNumbers } from '../../../experiment/no-numbers'

/** Of one batch: the metric of every copy and prompt, and of each copy whether it is like the one before it. */
export interface BatchMetrics {
  /** [copy][prompt] */
  values: Float64Array[]
  isUnchanged: boolean[]
}

/**
 * Of each copy the mean metric over the prompts of all batches; null where it is like the one before it on all of them.
 * @throws PatchbayError (bad-input) where one is NaN or infinite, naming the copy.
 */
export function meansOf(
  batches: readonly BatchMetrics[],
  copies: number,
  nameOf: (copy: number) => string,
): (number | null)[] {
  return Array.from({ length: copies }, (_, copy) => {
    const mean = meanOf(
      batches.map(({ values }) => values[copy]),
      () => nameOf(copy),
    )
    return batches.every(({ isUnchanged }) => isUnchanged[copy]) ? null : mean
  })
}

/** Over the prompts of all batches. @throws PatchbayError (bad-input) where one is NaN or infinite. */
export function meanOf(batches: readonly Float64Array[], what: () => string): number {
  let sum = 0
  let count = 0
  for (const values of batches) {
    checkNumbers(values, what, count)
    for (const value of values) sum += value
    count += values.length
  }
  return sum / count
}
