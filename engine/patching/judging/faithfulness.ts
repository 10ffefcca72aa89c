import { PatchbayError, type Measurement, type MetricName } from '../../../contract'
import type { Baseline } from '../experiment'

/** (m(C) - m(empty)) / (m(full) - m(empty)) of a circuit, m a metric, empty = all edges corrupt. */
export interface Faithfulness {
  /** From the means over prompts; null where clean and corrupt means differ by less than 1e-6. */
  mean: number | null
  /** [prompt] NaN where that prompt's clean and corrupt values differ by less than 1e-6 */
  perPrompt: Float64Array
  /** The prompt with the lowest value; null where no prompt has one. */
  worst: { prompt: number; value: number } | null
}

/** Below this a difference of clean and corrupt gives no measure. */
const MIN_RANGE = 1e-6

export function faithfulnessOf(
  circuit: Measurement,
  { clean, corrupt }: Baseline,
  metric: MetricName,
): Faithfulness {
  const share = (c: number, full: number, empty: number) =>
    Math.abs(full - empty) < MIN_RANGE ? NaN : (c - empty) / (full - empty)
  const mean = share(circuit.mean[metric], clean.mean[metric], corrupt.mean[metric])
  const [full, empty] = [clean.perPrompt[metric], corrupt.perPrompt[metric]]
  const perPrompt = circuit.perPrompt[metric].map((value, prompt) =>
    share(value, full[prompt], empty[prompt]),
  )
  let worst: Faithfulness['worst'] = null
  perPrompt.forEach((value, prompt) => {
    if (!Number.isNaN(value) && (worst === null || value < worst.value)) worst = { prompt, value }
  })
  return { mean: Number.isNaN(mean) ? null : mean, perPrompt, worst }
}

/** @throws PatchbayError (bad-input) where the clean and the corrupt metric are equal, so that nothing can be kept. */
export function normalisedEffect(value: number, { clean, corrupt }: Baseline, metric: MetricName): number {
  const range = clean.mean[metric] - corrupt.mean[metric]
  if (Math.abs(range) >= MIN_RANGE) return (value - corrupt.mean[metric]) / range
  throw new PatchbayError(
    'bad-input',
    `${metric} is the same on the clean and the corrupt prompts (${clean.mean[metric].toPrecision(6)}), so no effect can be given as a part of their difference: choose other prompts or another metric.`,
  )
}
