import type { Measurement, MetricName } from '../../contract'
import type { MetricMeter } from '../metrics'
import { meanOf } from './joined-measurements'
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
  return patchedMetricOf(patchedValues(meter, metric, logits), base, metric)
}

/**
 * [prompt] values of a metric in a patched run, of a part of the prompts that begins with `firstPrompt`.
 * @throws PatchbayError (bad-input) where one is not a number.
 */
export function patchedValues(
  meter: MetricMeter,
  metric: MetricName,
  logits: Float32Array,
  firstPrompt = 0,
): Float64Array {
  const values = meter.perPrompt(metric, logits)
  checkNumbers(values, () => 'the patched model', firstPrompt)
  return values
}

/** From the values of all prompts. */
export function patchedMetricOf(values: Float64Array, base: Measurement, metric: MetricName): PatchedMetric {
  const value = meanOf(values)
  const perPrompt = values.map((one, prompt) => one - base.perPrompt[metric][prompt])
  return { value, effect: value - base.mean[metric], perPrompt }
}
