import type { Baselines } from '../../contract'
import { formatPercent } from './format'

/** Faithfulness is always computed from logit difference, whatever metric the run used. */
export const FAITHFULNESS_FORMULA =
  'Faithfulness: (logit difference of the circuit − every edge cut) / (clean − every edge cut), means over prompts. With resample ablation, every edge cut is the corrupt run. Always computed from logit difference, whatever metric the run used.'

/** The label of the run with every edge cut, which is the corrupt run unless another ablation is used. */
export function emptyName({ empty }: Pick<Baselines, 'empty'>): string {
  return empty ? 'every edge cut' : 'all corrupt'
}

export function formatFaithfulness(faithfulness: number | null): string {
  return faithfulness === null ? 'not defined' : formatPercent(faithfulness)
}
