import type { Target } from '../../../metrics'
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
  prompts: readonly Target[],
  copies: number,
  nameOf: (copy: number) => string,
): (number | null)[] {
  return Array.from({ length: copies }, (_, copy) => {
    const mean = meanOf(
      batches.map(({ values }) => values[copy]),
      prompts,
      () => nameOf(copy),
    )
    return batches.every(({ isUnchanged }) => isUnchanged[copy]) ? null : mean
  })
}

/** Over the prompts of all batches. @throws PatchbayError (bad-input) where one is NaN or infinite. */
export function meanOf(
  batches: readonly Float64Array[],
  prompts: readonly Target[],
  what: () => string,
): number {
  const values = batches.flatMap((batch) => [...batch])
  checkNumbers(values, what, prompts)
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
