import type { Baselines, MeasurementIn, MetricName, RunMeasurements } from './metric'

/** Below this a difference of clean and corrupt gives no measure. */
export const MIN_RANGE = 1e-6

/** (value - empty) / (clean - empty); NaN where clean and empty differ by less than 1e-6. */
export function keptShare(value: number, clean: number, empty: number): number {
  return Math.abs(clean - empty) < MIN_RANGE ? NaN : (value - empty) / (clean - empty)
}

/** [prompt] what the circuit keeps of each prompt's own clean metric; NaN where that is not defined. */
export function faithfulnessByPrompt<Name extends MetricName = 'logit_diff'>(
  circuit: MeasurementIn<Name>,
  { clean, corrupt, empty = corrupt }: Baselines,
  metric: Name = 'logit_diff' as Name,
): Float64Array {
  const [full, none] = [clean.perPrompt[metric], empty.perPrompt[metric]]
  return circuit.perPrompt[metric].map((value, prompt) => keptShare(value, full[prompt], none[prompt]))
}

/**
 * The prompt that a circuit serves worst relative to the model: the one of the lowest faithfulness, which is not the
 * one of the lowest metric. `row` counts from 0; null where no prompt has a faithfulness.
 */
export function worstServed(byPrompt: Float64Array): { row: number; faithfulness: number } | null {
  let worst: { row: number; faithfulness: number } | null = null
  for (let row = 0; row < byPrompt.length; row++) {
    const faithfulness = byPrompt[row]
    if (!Number.isNaN(faithfulness) && (worst === null || faithfulness < worst.faithfulness))
      worst = { row, faithfulness }
  }
  return worst
}

/** The prompt that a finished run's circuit serves worst; null where it has no circuit or no faithfulness. */
export function worstPromptOf(run: RunMeasurements | null): { row: number; faithfulness: number } | null {
  return run?.circuit ? worstServed(faithfulnessByPrompt(run.circuit, run)) : null
}
