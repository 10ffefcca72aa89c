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
}

/** Computes no more of the unembedding than the metric needs, and leaves what it can inside the graph. */
export function judgeOf(setup: JudgeSetup): Judge {
  if (setup.metric === 'kl') return new DivergenceJudge(setup)
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
 * kl = sum p (ln p - ln q) = ln sum exp(logits - shift) - sum p (logits - clean logits), shift = ln sum exp of
 * the clean logits: differences are small, so float32 sums inside the graph are exact enough.
 */
class DivergenceJudge implements Judge {
  private readonly clean: Feeds
  private readonly whole: Judge

  constructor(private readonly setup: JudgeSetup) {
    const { batch, weights } = setup
    const size = batch.pairs.length
    const vocabulary = batch.cleanLogits.length / size
    const rows = batch.pairs.map((_, prompt) =>
      batch.cleanLogits.subarray(prompt * vocabulary, (prompt + 1) * vocabulary),
    )
    const bias = weights.unembedBias?.data as Float32Array | undefined
    const byToken = (name: string, values: Float32Array[]) =>
      vocabularyFeeds(name, columnsOf(values), [vocabulary, 1, size])
    this.clean = {
      ...vocabularyFeeds('unembed', weights.unembed.data as Float32Array, [...weights.unembed.dims]),
      ...(bias && vocabularyFeeds('unembedBias', bias, [vocabulary, 1])),
      ...byToken('cleanLogits', rows),
      ...byToken(
        'cleanProbs',
        rows.map((row) => Float32Array.from(cleanDistribution(row).cleanProbs)),
      ),
      shift: floatTensor(
        Float32Array.from(rows, (row) => logSumExp(row)),
        [1, 1, size],
      ),
    }
    this.whole = wholeJudge(setup)
  }

  async perPrompt(last: Copies): Promise<Float64Array[]> {
    const { copies } = last
    const size = this.setup.batch.pairs.length
    const { mass, gain } = await this.setup.runner.divergence(last, size, this.clean)
    // Where exp left the range of float32, the slow way has an answer.
    if (!mass.every((value) => value > 1e-30 && value < 1e30)) return this.whole.perPrompt(last)
    return Array.from({ length: copies }, (_, copy) =>
      Float64Array.from({ length: size }, (_, prompt) => {
        const at = copy * size + prompt
        return Math.log(mass[at]) - gain[at]
      }),
    )
  }
}

/** [row][column] -> [column, row] */
function columnsOf(rows: readonly Float32Array[]): Float32Array {
  const columns = new Float32Array(rows.length * rows[0].length)
  rows.forEach((row, r) => row.forEach((value, column) => (columns[column * rows.length + r] = value)))
  return columns
}
