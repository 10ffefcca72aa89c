export const METRICS = ['kl', 'logit_diff', 'log_prob', 'nll', 'prob_diff'] as const
export type MetricName = (typeof METRICS)[number]

/** Which sides of a prompt's answers something reads. */
export interface AnswerNeeds {
  answers: boolean
  wrongAnswers: boolean
}

/** What each metric reads of a prompt: the others are measured where it is there, and are NaN where it is not. */
export const METRIC_NEEDS: Record<MetricName, AnswerNeeds> = {
  kl: { answers: false, wrongAnswers: false },
  logit_diff: { answers: true, wrongAnswers: true },
  log_prob: { answers: true, wrongAnswers: false },
  nll: { answers: true, wrongAnswers: false },
  prob_diff: { answers: true, wrongAnswers: true },
}

/**
 * +1 where a larger value is worse, -1 where it is better: a method that minimises takes sense * value, and none
 * negates by hand.
 */
export const METRIC_SENSE: Readonly<Record<MetricName, 1 | -1>> = {
  kl: 1,
  logit_diff: -1,
  log_prob: -1,
  nll: 1,
  prob_diff: -1,
}

/** The metrics that cannot be measured on a prompt of which a side has no answers. */
export function metricsWithout(side: keyof AnswerNeeds): MetricName[] {
  return METRICS.filter((name) => METRIC_NEEDS[name][side])
}

/** Every metric of one run of the model over the prompts. */
export interface Measurement {
  /** Means over prompts. */
  mean: Record<MetricName, number>
  /** [prompt] values of each metric */
  perPrompt: Record<MetricName, Float64Array>
}

/** What circuits are measured against. */
export interface Baselines {
  clean: Measurement
  corrupt: Measurement
  /** Every edge cut; absent where that is the corrupt run (ablation `resample`). */
  empty?: Measurement
}

/** What a run measured of the whole prompt set; `circuit` and `faithfulness` once it is done. */
export interface RunMeasurements extends Baselines {
  /** Edges in the order of their tests, where that was computed for this run (order `eap`). */
  testOrder?: Int32Array
  /** The circuit that the run ended with; null until it is done. */
  circuit: Measurement | null
  /** (ld(C) - ld(empty)) / (ld(clean) - ld(empty)), logit_diff; null where the denominator is below 1e-6. */
  faithfulness: number | null
}
