import type { Measurement, MetricName } from '../../contract'
import type { MetricMeter } from '../metrics'
import { checkNumbers } from './no-numbers'

/** A metric of a patched run. */
export interface PatchedMetric {
  /** Mean over prompts. */
  value: number
  /** value - the base run's */
  effect: number
  /** [prompt] effects */
  perPrompt: Float64Array
}

/**
 * `logits` [prompt, vocab] of the patched run, `base` the unpatched one.
 * @throws PatchbayError (bad-input) where the metric is not a number.
 */
export function patchedMetric(
  meter: MetricMeter,
  base: Measurement,
  metric: MetricName,
  logits: Float32Array,
): PatchedMetric {
  const values = meter.perPrompt(metric, logits)
  checkNumbers(values, () => 'the patched model')
  const value = values.reduce((sum, one) => sum + one, 0) / values.length
  const perPrompt = values.map((one, prompt) => one - base.perPrompt[metric][prompt])
  return { value, effect: value - base.mean[metric], perPrompt }
}
