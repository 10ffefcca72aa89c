import type { PromptPair } from '../../engine/datasets'
import { meanOf, softmax } from './plain-math'
import { PlainParts, type PlainModel } from './plain-parts'
import type { PlainTrace } from './plain-trace'

/** The logit lens, as docs/methods.md defines it. */
export interface PlainLens {
  /** [layer][pos][vocab] */
  probabilities: number[][][]
  /** [layer] */
  logitDiff: number[]
  rank: number[]
  probability: number[]
}

export function plainLens(model: PlainModel, trace: PlainTrace, pair: PromptPair): PlainLens {
  const parts = new PlainParts(model)
  const logits = trace.streams.map((stream) => parts.logits(stream))
  const { answers, wrongAnswers, answerPosition } = pair
  const atAnswer = logits.map((rows) => rows[answerPosition])
  const side = (row: readonly number[], tokens: readonly number[]) =>
    tokens.length > 0 ? meanOf([...new Set(tokens)].map((token) => row[token])) : NaN
  const best = (row: readonly number[]) =>
    answers.reduce((a, b) => (row[b] > row[a] ? b : a), answers[0] ?? -1)
  return {
    probabilities: logits.map((rows) => rows.map(softmax)),
    logitDiff: atAnswer.map((row) => side(row, answers) - side(row, wrongAnswers)),
    rank: atAnswer.map((row) =>
      answers.length > 0 ? 1 + row.filter((logit) => logit > row[best(row)]).length : NaN,
    ),
    probability: atAnswer.map((row) => (answers.length > 0 ? softmax(row)[best(row)] : NaN)),
  }
}
