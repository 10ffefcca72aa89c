import type { MetricName } from '../../contract'

export const METRIC_LABEL: Record<MetricName, string> = {
  kl: 'KL',
  logit_diff: 'logit difference',
  log_prob: 'log probability',
  nll: 'NLL',
  prob_diff: 'probability difference',
}
