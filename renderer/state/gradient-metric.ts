import type { Direction, MetricName, PromptSet } from '../../contract'

/** Why this metric has no gradient at the base run, as a sentence; null where it has one. */
export function flatMetric(metric: MetricName, direction: Direction): string | null {
  if (metric !== 'kl' || direction !== 'noising') return null
  return 'KL is flat at the clean run, so it has no gradient there when noising.'
}

/**
 * The metric whose gradient a method takes at the base run: the chosen one, unless that is flat there. Then it is the logit
 * difference, or the log probability of the answer where some prompt has no wrong answer.
 */
export function gradientMetric(
  metric: MetricName,
  direction: Direction,
  { rows }: Pick<PromptSet, 'rows'>,
): MetricName {
  if (!flatMetric(metric, direction)) return metric
  const hasOnlyAnswers =
    rows.some((row) => row.wrongAnswers.length === 0) && rows.every((row) => row.answers.length > 0)
  return hasOnlyAnswers ? 'log_prob' : 'logit_diff'
}
