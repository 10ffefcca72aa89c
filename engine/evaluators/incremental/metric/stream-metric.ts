import type { MetricName } from '../../../../contract'
import { cleanDistribution, MetricMeter, type Target } from '../../../metrics'
import type { TransformerConfig } from '../../../model/transformer'
import { floatTensor, tensorRows, type Feeds } from '../../../onnx'
import { vocabularyColumns, vocabularyRows } from '../../../transformer'
import type { PromptBatch } from '../../../experiment/paired-runs'
import { part, type Copies } from '../nodes/copies'
import type { LastStreamRunner } from '../nodes/last-stream-runner'

/** Turns last streams at the answer positions [copies, batch, dModel] into a metric. */
export interface StreamMetric {
  /** [copy][prompt] */
  perPrompt(last: Copies): Promise<Float64Array[]>
}

export interface StreamMetricSetup {
  config: TransformerConfig
  weights: Feeds
  runner: LastStreamRunner
  batch: PromptBatch
  metric: MetricName
  /** The clean run's last stream at the answer positions [batch, dModel]. */
  cleanLast: Float32Array
}

/** Computes no more of the unembedding than the metric needs, and leaves what it can inside the graph. */
export async function streamMetricOf(setup: StreamMetricSetup): Promise<StreamMetric> {
  // Capped logits are not linear in what the unembedding reads, which the divergence takes them to be.
  const isLinear = setup.config.logits.softCap === null
  if (setup.metric === 'kl' && isLinear) return DivergenceMetric.create(setup)
  if (setup.metric === 'logit_diff') return answerMetric(setup)
  return wholeMetric(setup)
}

/** By the logits of some tokens of the unembedding. */
class LogitsMetric implements StreamMetric {
  constructor(
    private readonly setup: StreamMetricSetup,
    private readonly head: Feeds,
    private readonly meter: MetricMeter,
  ) {}

  async perPrompt(last: Copies): Promise<Float64Array[]> {
    const logits = await this.setup.runner.logits(last, this.head)
    return Array.from({ length: last.copies }, (_, copy) =>
      this.meter.perPrompt(this.setup.metric, part(logits, copy)),
    )
  }
}

function wholeMetric(setup: StreamMetricSetup): StreamMetric {
  const { batch, weights } = setup
  return new LogitsMetric(
    setup,
    { unembed: weights.unembed },
    new MetricMeter(batch.pairs, batch.cleanLogits),
  )
}

/** Only the logits of answers and wrong answers, which is all that logit_diff reads. */
function answerMetric(setup: StreamMetricSetup): StreamMetric {
  const { weights, batch, config } = setup
  const tokens = [
    ...new Set(batch.pairs.flatMap(({ answers, wrongAnswers }) => [...answers, ...wrongAnswers])),
  ]
  const column = new Map(tokens.map((token, i) => [token, i]))
  const targets = batch.pairs.map(({ answers, wrongAnswers }): Target => ({
    answers: answers.map((token) => column.get(token)!),
    wrongAnswers: wrongAnswers.map((token) => column.get(token)!),
  }))
  const head: Feeds = {
    unembed: floatTensor(tensorRows(weights.unembed, tokens), [tokens.length, config.dModel]),
  }
  if (weights.unembedBias)
    head.unembedBias = floatTensor(tensorRows(weights.unembedBias, tokens), [tokens.length])
  // logit_diff does not look at the clean run's logits, so zeros take their place.
  return new LogitsMetric(
    setup,
    head,
    new MetricMeter(targets, new Float32Array(targets.length * tokens.length)),
  )
}

/**
 * kl = ln sum p exp(r) - sum p r, where r are the differences of the logits from the clean run's. They are products of
 * the unembedding with the difference of what it reads, so no rounding of whole logits is in them; the second sum,
 * `gain`, is how far that moved along the unembedding's mean row under p. With r centred by it, kl = ln(1 + mean of
 * exp(r - gain) - 1), which is as exact near 0 as elsewhere.
 */
class DivergenceMetric implements StreamMetric {
  private readonly whole: StreamMetric

  private constructor(
    private readonly setup: StreamMetricSetup,
    /** [batch, dModel] the mean row of the unembedding */
    private readonly meanRow: Float32Array,
    /** As divergenceGraph takes them. */
    private readonly clean: Feeds,
  ) {
    this.whole = wholeMetric(setup)
  }

  static async create(setup: StreamMetricSetup): Promise<DivergenceMetric> {
    const { weights, runner, batch, config } = setup
    const size = batch.pairs.length
    const [vocabulary] = weights.unembed.dims
    const probs = new Float32Array(batch.cleanLogits.length)
    for (let prompt = 0; prompt < size; prompt++) {
      const from = prompt * vocabulary
      const logits = batch.cleanLogits.subarray(from, from + vocabulary)
      probs.set(cleanDistribution(logits).cleanProbs, from)
    }
    const meanRow = await runner.meanRow(floatTensor(probs, [size, vocabulary]))
    const perPrompt = (data: Float32Array) => floatTensor(data, [1, size, config.dModel])
    const clean: Feeds = {
      ...vocabularyRows('unembed', weights.unembed),
      ...vocabularyColumns('cleanProbs', probs, vocabulary),
      meanRow: perPrompt(meanRow),
      cleanNormed: perPrompt(new Float32Array(meanRow.length)),
    }
    const { change } = await runner.divergence({ data: setup.cleanLast, copies: 1 }, clean)
    return new DivergenceMetric(setup, meanRow, { ...clean, cleanNormed: perPrompt(change) })
  }

  async perPrompt(last: Copies): Promise<Float64Array[]> {
    const { copies } = last
    const size = this.setup.batch.pairs.length
    const { change, gain, excess } = await this.setup.runner.divergence(last, this.clean)
    const values = Array.from({ length: copies }, (_, copy) =>
      Float64Array.from({ length: size }, (_, prompt) => {
        const row = copy * size + prompt
        // The graph's gain is rounded; what it centred by too much or too little is corrected here.
        const rounding = gain[row] - this.gain(change, row, prompt)
        return Math.log1p(excess[prompt * copies * size + row]) + rounding
      }),
    )
    // Where exp left the range of float32, whole logits give an answer.
    return values.every((prompts) => prompts.every(Number.isFinite)) ? values : this.whole.perPrompt(last)
  }

  /** sum p r of a row of `change`, in float64. */
  private gain(change: Float32Array, row: number, prompt: number): number {
    const { dModel } = this.setup.config
    let sum = 0
    for (let i = 0; i < dModel; i++) sum += this.meanRow[prompt * dModel + i] * change[row * dModel + i]
    return sum
  }
}
