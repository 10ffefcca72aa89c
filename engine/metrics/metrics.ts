import { METRIC_NEEDS, METRIC_SENSE, type MetricName } from '../../contract'
import { logSoftmax, logSumExp, softmax } from './log-softmax'

/** What one prompt's logits are judged by: token ids, each once; none on a side that the metric does not read. */
export interface Target {
  answers: readonly number[]
  wrongAnswers: readonly number[]
  /** Of its prompt in the set, where that is a part of it. */
  row?: number
}

/** One prompt at its answer position; all arrays are [vocab]. */
export interface Prediction {
  logits: Float32Array
  /** ln sum exp(logits), computed when first asked for. */
  logSumExp(): number
  /** ln softmax(logits), computed when first asked for: most metrics need a few tokens of it only. */
  logProbs(): Float64Array
  /** The unpatched clean run, computed when first asked for. */
  clean(): CleanDistribution
}

/** One prompt of the clean run, [vocab]. */
export interface CleanDistribution {
  cleanLogits: Float32Array
  /** ln sum exp(cleanLogits) */
  cleanLogSumExp: number
  cleanProbs: Float64Array
}

export interface Metric {
  /** See METRIC_SENSE. */
  sense: 1 | -1
  of(prediction: Prediction, target: Target): number
  /** d of / d logits, in closed form: [vocab] */
  gradient(prediction: Prediction, target: Target): Float64Array
}

/**
 * Several answers count by the mean of their logits (logit_diff) or by the
 * sum of their probabilities (the others). Natural logarithms, float64.
 */
const REGISTRY: Record<MetricName, Metric> = {
  /** KL(clean || this run), summed over the vocabulary. */
  kl: {
    sense: METRIC_SENSE.kl,
    of: klDivergence,
    gradient: (p) => {
      const { cleanLogits, cleanLogSumExp } = p.clean()
      return p
        .logProbs()
        .map((logProb, token) => Math.exp(logProb) - Math.exp(cleanLogits[token] - cleanLogSumExp))
    },
  },
  logit_diff: {
    sense: METRIC_SENSE.logit_diff,
    of: ({ logits }, { answers, wrongAnswers }) =>
      meanLogit(logits, answers) - meanLogit(logits, wrongAnswers),
    gradient: ({ logits }, { answers, wrongAnswers }) => {
      const gradient = new Float64Array(logits.length)
      for (const token of answers) gradient[token] += 1 / answers.length
      for (const token of wrongAnswers) gradient[token] -= 1 / wrongAnswers.length
      return gradient
    },
  },
  log_prob: {
    sense: METRIC_SENSE.log_prob,
    of: (p, { answers }) => logProbability(p, answers),
    gradient: logProbabilityGradient,
  },
  nll: {
    sense: METRIC_SENSE.nll,
    of: (p, { answers }) => -logProbability(p, answers),
    gradient: (p, target) => logProbabilityGradient(p, target).map((slope) => -slope),
  },
  prob_diff: {
    sense: METRIC_SENSE.prob_diff,
    of: (p, { answers, wrongAnswers }) => probability(p, answers) - probability(p, wrongAnswers),
    gradient: (p, { answers, wrongAnswers }) => {
      const gain = probabilityGradient(p, answers)
      const loss = probabilityGradient(p, wrongAnswers)
      return gain.map((slope, token) => slope - loss[token])
    },
  },
}

export function metricOf(name: MetricName): Metric {
  return REGISTRY[name]
}

/** A metric of one prompt; NaN where the prompt has no answers on a side that the metric reads. */
export function metricOn(name: MetricName, prediction: Prediction, target: Target): number {
  const needs = METRIC_NEEDS[name]
  const isMissing =
    (needs.answers && target.answers.length === 0) || (needs.wrongAnswers && target.wrongAnswers.length === 0)
  return isMissing ? NaN : REGISTRY[name].of(prediction, target)
}

/** +1 where a larger raw value is worse, -1 where it is better. */
export function metricSense(name: MetricName): 1 | -1 {
  return METRIC_SENSE[name]
}

export function cleanDistribution(cleanLogits: Float32Array): CleanDistribution {
  const { logSumExp: cleanLogSumExp, probs: cleanProbs } = softmax(cleanLogits)
  return { cleanLogits, cleanLogSumExp, cleanProbs }
}

/**
 * A prediction whose normaliser and log-probabilities are computed at most once; `isClean`: it is the clean run itself,
 * whose normaliser is known.
 */
export function predictionOf(
  logits: Float32Array,
  clean: () => CleanDistribution,
  isClean: boolean,
): Prediction {
  let normaliser: number | null = null
  let logProbs: Float64Array | null = null
  const normalise = () => (normaliser ??= isClean ? clean().cleanLogSumExp : logSumExp(logits))
  return {
    logits,
    clean,
    logSumExp: normalise,
    logProbs: () => (logProbs ??= logSoftmax(logits, normalise())),
  }
}

/** Exactly 0 for the clean run itself. */
function klDivergence({ logits, logSumExp, clean }: Prediction): number {
  const { cleanLogits, cleanLogSumExp, cleanProbs } = clean()
  const normaliser = logSumExp()
  let sum = 0
  for (let token = 0; token < logits.length; token++) {
    sum += cleanProbs[token] * (cleanLogits[token] - cleanLogSumExp - (logits[token] - normaliser))
  }
  return sum
}

function meanLogit(logits: Float32Array, tokens: readonly number[]): number {
  let sum = 0
  for (const token of tokens) sum += logits[token]
  return sum / tokens.length
}

function probability({ logits, logSumExp }: Prediction, tokens: readonly number[]): number {
  let sum = 0
  for (const token of tokens) sum += Math.exp(logits[token] - logSumExp())
  return sum
}

/** ln of the summed probability; exact for one answer, however improbable. */
function logProbability(prediction: Prediction, tokens: readonly number[]): number {
  if (tokens.length > 1) return Math.log(probability(prediction, tokens))
  return prediction.logits[tokens[0]] - prediction.logSumExp()
}

/** d P / d logit_v = p_v ([v is one of the tokens] - P), P the summed probability of the tokens. */
function probabilityGradient(prediction: Prediction, tokens: readonly number[]): Float64Array {
  const whole = probability(prediction, tokens)
  const gradient = prediction.logProbs().map((logProb) => -whole * Math.exp(logProb))
  for (const token of tokens) gradient[token] += Math.exp(prediction.logProbs()[token])
  return gradient
}

/** d ln P / d logit_v = [v is one of the tokens] p_v / P - p_v */
function logProbabilityGradient(prediction: Prediction, { answers }: Target): Float64Array {
  const logProbs = prediction.logProbs()
  const whole = logProbability(prediction, answers)
  const gradient = logProbs.map((logProb) => -Math.exp(logProb))
  for (const token of answers) gradient[token] += Math.exp(logProbs[token] - whole)
  return gradient
}
