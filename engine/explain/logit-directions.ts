import type { PromptPair } from '../datasets'
import type { Experiment } from '../experiment/experiment'
import { rowsOfTensor, tensorRows, vectorOf, withValues, type Feeds } from '../onnx'
import type { TransformerConfig } from '../model/transformer'
import { deviationOf, meanOf } from './norm-shares'

/** What is read off the logits: a direction [dModel] of what the unembedding reads, and what its bias adds. */
export interface LogitDirection {
  values: Float64Array
  bias: number
}

/** Rows of the unembedding that are read together where all of them are. */
const ROWS_AT_ONCE = 2048

/** Directions of logits and of their differences, without the scale of the logits. */
export class LogitDirections {
  private meanOfAll: LogitDirection | null = null

  constructor(private readonly experiment: Pick<Experiment, 'weights' | 'config'>) {}

  /**
   * The mean logit of the answers less that of the wrong answers, or without those less that of all tokens; null without
   * answers.
   */
  ofDifference({
    answers,
    wrongAnswers,
  }: Pick<PromptPair, 'answers' | 'wrongAnswers'>): LogitDirection | null {
    if (answers.length === 0) return null
    return less(this.mean(answers), wrongAnswers.length > 0 ? this.mean(wrongAnswers) : this.meanOfTokens())
  }

  /** A token's logit less the mean of all. */
  ofToken(id: number): LogitDirection {
    return less(this.mean([id]), this.meanOfTokens())
  }

  private mean(tokens: readonly number[]): LogitDirection {
    const { weights } = this.experiment
    const ids = [...new Set(tokens)]
    const rows = tensorRows(weights.unembed, ids)
    const biases = vectorOf(weights, 'unembedBias')
    return meanDirection(rows, ids.length, biases && Float64Array.from(ids, (id) => biases[id]))
  }

  private meanOfTokens(): LogitDirection {
    const { weights, config } = this.experiment
    return (this.meanOfAll ??= meanOfRows(weights, config))
  }
}

function meanDirection(rows: Float32Array, count: number, biases?: ArrayLike<number>): LogitDirection {
  const values = new Float64Array(rows.length / count)
  for (let i = 0; i < rows.length; i++) values[i % values.length] += rows[i]
  return { values: values.map((value) => value / count), bias: biases ? meanOf(biases) : 0 }
}

/** Some rows at a time: they may be lent. */
function meanOfRows({ unembed, unembedBias }: Feeds, { dModel }: TransformerConfig): LogitDirection {
  const [vocabSize] = unembed.dims
  const values = new Float64Array(dModel)
  for (let first = 0; first < vocabSize; first += ROWS_AT_ONCE) {
    const some = rowsOfTensor(unembed, first, Math.min(ROWS_AT_ONCE, vocabSize - first))
    if (some.type === 'int64') throw new Error('the unembedding holds no whole numbers')
    withValues(some.data, (rows) => {
      for (let from = 0; from < rows.length; from += dModel)
        for (let i = 0; i < dModel; i++) values[i] += rows[from + i]
    })
  }
  const biases = vectorOf({ unembedBias }, 'unembedBias')
  return { values: values.map((value) => value / vocabSize), bias: biases ? meanOf(biases) : 0 }
}

function less(a: LogitDirection, b: LogitDirection): LogitDirection {
  return { values: a.values.map((value, i) => value - b.values[i]), bias: a.bias - b.bias }
}

/**
 * The direction of what a norm reads that gives a direction of what it writes: for a part c of `sum`, result . c =
 * direction . (c's share in the norm of `sum`), see normShares. [dModel]
 */
export function throughNorm(
  { norm }: TransformerConfig,
  weight: Float32Array,
  direction: Float64Array,
  sum: Float32Array,
): Float64Array {
  if (norm.kind === 'none') return direction
  const isCentred = norm.kind === 'layer-norm'
  const deviation = deviationOf(sum, isCentred, norm.epsilon)
  const weighted = direction.map((value, i) => value * weight[i])
  const mean = isCentred ? meanOf(weighted) : 0
  return weighted.map((value) => (value - mean) / deviation)
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
