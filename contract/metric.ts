export const METRICS = ['kl', 'logit_diff', 'log_prob', 'nll', 'prob_diff'] as const
export type MetricName = (typeof METRICS)[number]

/** Every metric of one run of the model over the prompts. */
export interface Measurement {
  /** Means over prompts. */
  mean: Record<MetricName, number>
  /** [prompt] values of each metric */
  perPrompt: Record<MetricName, Float64Array>
}
