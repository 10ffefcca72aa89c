import { measuredRows, worstPromptOf } from '../../../../contract'
import type { PromptRow, RunConfig, RunMeasurements, WorstPrompt } from '../../../../contract'

/** The prompt that a measured circuit serves worst, with its text; `rows` are those that were measured. */
export function worstOf(
  measurements: RunMeasurements | null,
  config: RunConfig | null,
  rows = config ? measuredRows(config) : [],
): WorstPrompt | null {
  const worst = worstPromptOf(measurements)
  return worst && config && worstPrompt(worst, config.prompts.rows, rows)
}

/** With its text; `worst.row` counts among the `measured` rows of the set. null where the set has no such row. */
export function worstPrompt(
  worst: { row: number; faithfulness: number },
  rows: readonly PromptRow[],
  measured: readonly number[],
): WorstPrompt | null {
  const row = measured[worst.row]
  const prompt = rows[row]
  return prompt ? { row, faithfulness: worst.faithfulness, clean: prompt.clean } : null
}
