import type { Baselines } from '../../contract'
import { formatPercent } from './format'

/** Faithfulness is always of logit difference, whatever metric the run was made with. */
export const FAITHFULNESS_FORMULA =
  'Faithfulness: (logit difference of the circuit − every edge cut) / (clean − every edge cut), means over prompts. With resample ablation, every edge cut is the corrupt run. Of logit difference whatever metric the run used.'

/** What the run that keeps nothing is called: with every edge cut a run is the corrupt one, unless another ablation cuts. */
export function emptyName({ empty }: Pick<Baselines, 'empty'>): string {
  return empty ? 'every edge cut' : 'all corrupt'
}

export function formatFaithfulness(faithfulness: number | null): string {
  return faithfulness === null ? 'not defined' : formatPercent(faithfulness)
}
