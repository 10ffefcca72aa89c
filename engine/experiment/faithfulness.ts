import {
  type Baselines,
  faithfulnessByPrompt,
  keptShare,
  MIN_RANGE,
  PatchbayError,
  worstServed,
  type MeasurementIn,
  type MetricName,
} from '../../contract'

/** (m(C) - m(empty)) / (m(full) - m(empty)) of a circuit, m a metric, empty = every edge cut. */
export interface Faithfulness {
  /** From the means over prompts; null where clean and empty means differ by less than 1e-6. */
  mean: number | null
  /** [prompt] NaN where that prompt's clean and empty values differ by less than 1e-6 */
  perPrompt: Float64Array
  /** The prompt served worst, counted from 0; null where no prompt has a faithfulness. */
  worst: { row: number; faithfulness: number } | null
}

/** `circuit` is measured in this metric at least. */
export function faithfulnessOf<Name extends MetricName>(
  circuit: MeasurementIn<Name>,
  baseline: Baselines,
  metric: Name,
): Faithfulness {
  const { clean, corrupt, empty = corrupt } = baseline
  const mean = keptShare(circuit.mean[metric], clean.mean[metric], empty.mean[metric])
  const perPrompt = faithfulnessByPrompt(circuit, baseline, metric)
  return { mean: Number.isNaN(mean) ? null : mean, perPrompt, worst: worstServed(perPrompt) }
}

/** @throws PatchbayError (bad-input) where the clean and the empty metric are equal, so that nothing can be kept. */
export function normalisedEffect(value: number, baseline: Baselines, metric: MetricName): number {
  const { clean, corrupt, empty = corrupt } = baseline
  const range = clean.mean[metric] - empty.mean[metric]
  if (Math.abs(range) >= MIN_RANGE) return (value - empty.mean[metric]) / range
  const where = baseline.empty
    ? 'on the clean prompts and with every edge cut'
    : 'on the clean and the corrupt prompts'
  throw new PatchbayError(
    'bad-input',
    `${metric} is the same ${where} (${clean.mean[metric].toPrecision(6)}), so no effect can be given as a part of their difference: choose other prompts or another metric.`,
  )
}
