import { METRICS, type Baselines, type Measurement, type MetricName } from '../../contract'

/** The measurement of all prompts from those of their parts, in order. */
export function joinedMeasurement(parts: readonly Measurement[]): Measurement {
  if (parts.length === 1) return parts[0]
  const perPrompt = {} as Record<MetricName, Float64Array>
  const mean = {} as Record<MetricName, number>
  for (const name of METRICS) {
    perPrompt[name] = joinedValues(parts.map((part) => part.perPrompt[name]))
    mean[name] = meanOf(perPrompt[name])
  }
  return { mean, perPrompt }
}

/** Those of circuits that are measured part by part; `empty` is there in all parts, or in none. */
export function joinedBaselines(parts: readonly Baselines[]): Baselines {
  const empty = parts.flatMap((part) => part.empty ?? [])
  const clean = joinedMeasurement(parts.map((part) => part.clean))
  const corrupt = joinedMeasurement(parts.map((part) => part.corrupt))
  return empty.length > 0 ? { clean, corrupt, empty: joinedMeasurement(empty) } : { clean, corrupt }
}

/** The values of all prompts from those of their parts, in order. */
export function joinedValues(parts: readonly Float64Array[]): Float64Array {
  return parts.length === 1 ? parts[0] : Float64Array.from(parts.flatMap((part) => [...part]))
}

/** NaN of no values. */
export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
