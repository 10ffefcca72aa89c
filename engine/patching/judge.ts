import type { MetricName } from '../../contract'
import { cleanDistribution, logSumExp, MetricMeter, type Target } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, type Feeds } from '../onnx'
import { vocabularyFeeds } from '../transformer'
import { part, type Copies, type NodeRunner } from './node-runner'
import type { PromptBatch } from './paired-runs'

/** Turns last streams at the answer positions [copies, batch, dModel] into a metric. */
export interface Judge {
  /** [copy][prompt] */
  perPrompt(last: Copies): Promise<Float64Array[]>
}

export interface JudgeSetup {
  config: TransformerConfig
  weights: Feeds
  runner: NodeRunner
  batch: PromptBatch
  metric: MetricName
  /** The clean run's last stream at the answer positions [batch, dModel]. */
  cleanLast: Float32Array
}

/** Computes no more of the unembedding than the metric needs, and leaves what it can inside the graph. */
export async function judgeOf(setup: JudgeSetup): Promise<Judge> {
  if (setup.metric === 'kl') return DivergenceJudge.create(setup)
  if (setup.metric === 'logit_diff') return answerJudge(setup)
  return wholeJudge(setup)
}

/** By the logits of some tokens of the unembedding. */
class LogitsJudge implements Judge {
  constructor(
    private readonly setup: JudgeSetup,
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

function wholeJudge(setup: JudgeSetup): Judge {
  const { batch, weights } = setup
  return new LogitsJudge(setup, { unembed: weights.unembed }, new MetricMeter(batch.pairs, batch.cleanLogits))
}

/** Only the logits of answers and wrong answers, which is all that logit_diff reads. */
function answerJudge(setup: JudgeSetup): Judge {
  const { weights, batch, config } = setup
  const tokens = [
    ...new Set(batch.pairs.flatMap(({ answers, wrongAnswers }) => [...answers, ...wrongAnswers])),
  ]
  const column = new Map(tokens.map((token, i) => [token, i]))
  const targets = batch.pairs.map(({ answers, wrongAnswers }): Target => ({
    answers: answers.map((token) => column.get(token)!),
    wrongAnswers: wrongAnswers.map((token) => column.get(token)!),
  }))
  const { dModel } = config
  const unembed = weights.unembed.data as Float32Array
  const rows = new Float32Array(tokens.length * dModel)
  tokens.forEach((token, i) => rows.set(unembed.subarray(token * dModel, (token + 1) * dModel), i * dModel))
  const head: Feeds = { unembed: floatTensor(rows, [tokens.length, dModel]) }
  const bias = weights.unembedBias?.data as Float32Array | undefined
  if (bias) {
    const picked = Float32Array.from(tokens, (token) => bias[token])
    head.unembedBias = floatTensor(picked, [tokens.length])
  }
  // logit_diff does not look at the clean run, so nothing has to be known of it.
  return new LogitsJudge(
    setup,
    head,
    new MetricMeter(targets, new Float32Array(targets.length * tokens.length)),
  )
}

/**
 * kl = sum p (ln p - ln q) = ln sum exp(logits - shift) - sum p (logits - clean logits), shift = ln sum exp of the
 * clean logits. The second sum is linear in what the unembedding reads, so it needs no logits: it is how far that
 * moved along the mean row of the unembedding under p.
 */
class DivergenceJudge implements Judge {
  private readonly whole: Judge

  private constructor(
    private readonly setup: JudgeSetup,
    /** ln sum exp of each prompt's clean logits */
    private readonly shift: Float32Array,
    /** In parts, as softmaxMassGraph takes them. */
    private readonly head: Feeds,
    /** [batch, dModel] the mean row of the unembedding, and what it reads in the clean run */
    private readonly meanRow: Float32Array,
    private readonly cleanNormed: Float32Array,
  ) {
    this.whole = wholeJudge(setup)
  }

  static async create(setup: JudgeSetup): Promise<DivergenceJudge> {
    const { weights, runner, batch } = setup
    const size = batch.pairs.length
    const vocabulary = weights.unembed.dims[0]
    const rows = batch.pairs.map((_, prompt) =>
      batch.cleanLogits.subarray(prompt * vocabulary, (prompt + 1) * vocabulary),
    )
    const probs = new Float32Array(batch.cleanLogits.length)
    rows.forEach((row, prompt) => probs.set(cleanDistribution(row).cleanProbs, prompt * vocabulary))
    const shift = Float32Array.from(rows, (row) => logSumExp(row))
    const bias = weights.unembedBias?.data as Float32Array | undefined
    const head: Feeds = {
      ...vocabularyFeeds('unembed', weights.unembed.data as Float32Array, weights.unembed.dims),
      ...(bias && vocabularyFeeds('unembedBias', bias, [vocabulary, 1])),
    }
    const meanRow = await runner.meanRow(floatTensor(probs, [size, vocabulary]))
    const { normed } = await runner.softmaxMass({ data: setup.cleanLast, copies: 1 }, shift, head)
    return new DivergenceJudge(setup, shift, head, meanRow, normed)
  }

  async perPrompt(last: Copies): Promise<Float64Array[]> {
    const { copies } = last
    const size = this.setup.batch.pairs.length
    const shift = Float32Array.from({ length: copies * size }, (_, row) => this.shift[row % size])
    const { mass, normed } = await this.setup.runner.softmaxMass(last, shift, this.head)
    // Where exp left the range of float32, the slow way has an answer.
    if (!mass.every((value) => value > 1e-30 && value < 1e30)) return this.whole.perPrompt(last)
    return Array.from({ length: copies }, (_, copy) =>
      Float64Array.from({ length: size }, (_, prompt) => {
        const row = copy * size + prompt
        return Math.log(mass[row]) - this.gain(normed, row, prompt)
      }),
    )
  }

  /** sum p (logits - clean logits) of a row of `normed`. */
  private gain(normed: Float32Array, row: number, prompt: number): number {
    const { dModel } = this.setup.config
    let sum = 0
    for (let i = 0; i < dModel; i++) {
      const at = prompt * dModel + i
      sum += this.meanRow[at] * (normed[row * dModel + i] - this.cleanNormed[at])
    }
    return sum
  }
}
