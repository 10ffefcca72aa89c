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
 * [prompt] values of a metric in a patched run; `logits` [prompt, vocab].
 * @throws PatchbayError (bad-input) where one is not a number.
 */
export function patchedValues(meter: MetricMeter, metric: MetricName, logits: Float32Array): Float64Array {
  const values = meter.perPrompt(metric, logits)
  checkNumbers(values, () => 'the patched model', meter.targets)
  return values
}

/** From the values of all prompts, against the unpatched run, `base`. */
export function patchedMetricOf(values: Float64Array, base: Measurement, metric: MetricName): PatchedMetric {
  const value = meanOf(values)
  const perPrompt = values.map((one, prompt) => one - base.perPrompt[metric][prompt])
  return { value, effect: value - base.mean[metric], perPrompt }
}
