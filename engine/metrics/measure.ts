import { METRICS, type Measurement, type MetricName } from '../../contract'
import {
  cleanDistribution,
  metricOf,
  metricOn,
  predictionOf,
  type CleanDistribution,
  type Target,
} from './metrics'

/** Row `prompt` of logits [prompt, vocab], as a view. */
function rowOf(logits: Float32Array, prompt: number, vocabSize: number): Float32Array {
  return logits.subarray(prompt * vocabSize, (prompt + 1) * vocabSize)
}

/** Turns last-position logits into metrics, against the clean run it was made with. */
export class MetricMeter {
  /** Per prompt, computed when first asked for: most metrics need none of them. */
  private readonly clean: (() => CleanDistribution)[]
  private readonly vocabSize: number

  /** `cleanLogits` [prompt, vocab], one target per prompt. */
  constructor(
    readonly targets: readonly Target[],
    private readonly cleanLogits: Float32Array,
  ) {
    this.vocabSize = cleanLogits.length / targets.length
    this.clean = targets.map((_, prompt) => {
      let found: CleanDistribution | null = null
      return () => (found ??= cleanDistribution(rowOf(cleanLogits, prompt, this.vocabSize)))
    })
  }

  /** The mean over prompts of one metric, from logits [prompt, vocab]. */
  mean(name: MetricName, logits: Float32Array): number {
    return mean(this.perPrompt(name, logits))
  }

  /** [prompt] values of one metric, from logits [prompt, vocab]. */
  perPrompt(name: MetricName, logits: Float32Array): Float64Array {
    return Float64Array.from(this.targets, (target, prompt) =>
      metricOn(name, this.prediction(logits, prompt), target),
    )
  }

  /** Every metric, from logits [prompt, vocab]. */
  measure(logits: Float32Array): Measurement {
    const predictions = this.targets.map((_, prompt) => this.prediction(logits, prompt))
    const perPrompt = {} as Record<MetricName, Float64Array>
    const means = {} as Record<MetricName, number>
    for (const name of METRICS) {
      perPrompt[name] = Float64Array.from(this.targets, (target, prompt) =>
        metricOn(name, predictions[prompt], target),
      )
      means[name] = mean(perPrompt[name])
    }
    return { mean: means, perPrompt }
  }

  /** d mean / d logits [prompt, vocab]: what a backward pass starts from. */
  gradient(name: MetricName, logits: Float32Array): Float32Array {
    const metric = metricOf(name)
    const gradient = new Float32Array(logits.length)
    this.targets.forEach((target, prompt) => {
      const slopes = metric.gradient(this.prediction(logits, prompt), target)
      const first = prompt * this.vocabSize
      for (let token = 0; token < slopes.length; token++)
        gradient[first + token] = slopes[token] / this.targets.length
    })
    return gradient
  }

  private prediction(logits: Float32Array, prompt: number) {
    const isClean = logits === this.cleanLogits
    return predictionOf(rowOf(logits, prompt, this.vocabSize), this.clean[prompt], isClean)
  }
}

function mean(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
