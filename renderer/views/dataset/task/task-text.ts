import type { RowTask } from '../../../../contract'
import { formatCount } from '../../../widgets/format'

/** Numbers of a task as a narrow column has room for them. */

/** `3.21`, `−0.42`, `−123` */
export function shortMetric(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  const text = value.toFixed(Math.abs(value) < 100 ? 2 : 0)
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace('-', '−')
}

/** `54 %`, `0.3 %`, `< 0.1 %` */
export function shortProbability(probability: number): string {
  const part = 100 * probability
  if (part >= 9.95) return `${Math.round(part)} %`
  return part < 0.05 ? '< 0.1 %' : `${part.toFixed(1)} %`
}

/** `rank 1 · 54 %` */
export function rankText({ rank, probability }: Pick<RowTask, 'rank' | 'probability'>): string {
  if (rank === null) return 'no answer'
  return `rank ${formatCount(rank)} · ${shortProbability(probability!)}`
}

/** What the numbers of a row are, for a tooltip. */
export function rowTitle({ metric, clean, corrupt, rank, probability }: RowTask): string {
  if (metric === null) return 'This row has no answer to be judged by'
  const name = metric === 'logit_diff' ? 'Logit difference' : 'Log probability of the answer'
  const runs = `${name}: ${shortMetric(clean)} after the clean prompt, ${shortMetric(corrupt)} after the corrupt one`
  return `${runs}. The best answer has rank ${formatCount(rank!)}, probability ${shortProbability(probability!)}`
}
