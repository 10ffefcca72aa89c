import { METRICS, type Measurement, type MetricName } from '../contract'

/** A measurement with these values by prompt [prompt]; a metric that is not named is 0 on each. */
export function measurementOf(values: Partial<Record<MetricName, readonly number[]>>): Measurement {
  const prompts = Math.max(...Object.values(values).map(({ length }) => length))
  const perPrompt = byMetric((name) => Float64Array.from(values[name] ?? Array<number>(prompts).fill(0)))
  return {
    perPrompt,
    mean: byMetric((name) => perPrompt[name].reduce((sum, value) => sum + value, 0) / prompts),
  }
}

function byMetric<T>(of: (name: MetricName) => T): Record<MetricName, T> {
  return Object.fromEntries(METRICS.map((name) => [name, of(name)])) as Record<MetricName, T>
}
