import type { Measurement, MetricName } from '../../contract'
import type { MetricMeter } from '../metrics'
import { checkNumbers } from './no-numbers'

/** A patched run in the metrics asked for. */
export interface Score {
  /** Means over prompts. */
  value: Partial<Record<MetricName, number>>
  /** value - the base run's */
  effect: Partial<Record<MetricName, number>>
  /** [prompt] values */
  perPrompt: Partial<Record<MetricName, Float64Array>>
}

/**
 * `logits` [prompt, vocab] of the patched run, `base` the unpatched one.
 * @throws PatchbayError (bad-input) where a metric is no number.
 */
export function scoreOf(
  meter: MetricMeter,
  base: Measurement,
  metrics: readonly MetricName[],
  logits: Float32Array,
): Score {
  const score: Score = { value: {}, effect: {}, perPrompt: {} }
  for (const metric of metrics) {
    const values = meter.perPrompt(metric, logits)
    checkNumbers(values, () => 'the patched model')
    const value = values.reduce((sum, one) => sum + one, 0) / values.length
    score.perPrompt[metric] = values
    score.value[metric] = value
    score.effect[metric] = value - base.mean[metric]
  }
  return score
}
