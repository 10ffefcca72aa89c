/** Which sides of a prompt's answers something reads. */
export interface AnswerNeeds {
  answers: boolean
  wrongAnswers: boolean
}

interface MetricFacts {
  /**
   * +1 where a larger value is worse, -1 where it is better: a method that minimises takes sense * value, and none
   * negates by hand.
   */
  sense: 1 | -1
  /** What it reads of a prompt: the others are measured where it is there, and are NaN where it is not. */
  needs: AnswerNeeds
}

const TABLE = {
  kl: { sense: 1, needs: { answers: false, wrongAnswers: false } },
  logit_diff: { sense: -1, needs: { answers: true, wrongAnswers: true } },
  log_prob: { sense: -1, needs: { answers: true, wrongAnswers: false } },
  nll: { sense: 1, needs: { answers: true, wrongAnswers: false } },
  prob_diff: { sense: -1, needs: { answers: true, wrongAnswers: true } },
} satisfies Record<string, MetricFacts>

export type MetricName = keyof typeof TABLE
export const METRICS = Object.keys(TABLE) as [MetricName, ...MetricName[]]
export const METRIC_NEEDS = ofEach(({ needs }) => needs)
export const METRIC_SENSE = ofEach(({ sense }) => sense)

function ofEach<Fact>(fact: (facts: MetricFacts) => Fact): Readonly<Record<MetricName, Fact>> {
  const facts = METRICS.map((name) => [name, fact(TABLE[name])])
  return Object.fromEntries(facts) as Record<MetricName, Fact>
}

/** Metrics that cannot be measured on a prompt without answers on this side. */
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

/** The same in some of the metrics. */
export interface MeasurementIn<Name extends MetricName> {
  mean: Pick<Measurement['mean'], Name>
  perPrompt: Pick<Measurement['perPrompt'], Name>
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
