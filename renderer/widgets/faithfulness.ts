import { formatPercent } from './format'

/** Faithfulness is always of logit difference, whatever metric the run was made with. */
export const FAITHFULNESS_FORMULA =
  'Faithfulness: (logit difference of the circuit − corrupt) / (clean − corrupt), means over prompts. Of logit difference whatever metric the run used.'

export function formatFaithfulness(faithfulness: number | null): string {
  return faithfulness === null ? 'not defined' : formatPercent(faithfulness)
}
