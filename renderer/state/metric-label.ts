import type { MetricName } from '../../contract'

/** What each metric is called on screen. */
export const METRIC_LABEL: Record<MetricName, string> = {
  kl: 'KL',
  logit_diff: 'logit difference',
  log_prob: 'log probability',
  nll: 'NLL',
  prob_diff: 'probability difference',
}
