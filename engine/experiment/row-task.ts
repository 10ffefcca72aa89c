import { TOP_TOKENS, UNMEASURED, type RowTask, type TopToken } from '../../contract'
import type { PromptPair } from '../datasets'
import { metricOn, predictionOf, type Prediction } from '../metrics'

/** Logits [vocab] at a pair's answer position. */
export interface PairLogits {
  clean: Float32Array
  corrupt: Float32Array
}

/** What the model says of a pair, by the metrics' own definitions. */
export function rowTask(
  pair: Pick<PromptPair, 'answers' | 'wrongAnswers'>,
  logits: PairLogits,
  tokenText: (id: number) => string,
): RowTask {
  const [clean, corrupt] = [ofRun(logits.clean), ofRun(logits.corrupt)]
  if (![clean, corrupt].every((run) => Number.isFinite(run.logSumExp()))) return withoutNumbers()
  const tops = { top: topTokens(clean, tokenText), topCorrupt: topTokens(corrupt, tokenText) }
  const { answers, wrongAnswers } = pair
  if (answers.length === 0) return { ...UNMEASURED, ...tops }
  const metric = wrongAnswers.length > 0 ? 'logit_diff' : 'log_prob'
  const value = (run: Prediction) => metricOn(metric, run, pair)
  const best = bestOf(logits.clean, answers)
  const ofClean = value(clean)
  const margin = metric === 'logit_diff' ? ofClean : logits.clean[best] - largestOther(logits.clean, answers)
  return {
    metric,
    clean: ofClean,
    corrupt: value(corrupt),
    margin,
    isRight: margin > 0,
    rank: rankOf(logits.clean, best),
    wrongRank: wrongAnswers.length > 0 ? rankOf(logits.clean, bestOf(logits.clean, wrongAnswers)) : null,
    probability: Math.exp(logits.clean[best] - clean.logSumExp()),
    ...tops,
  }
}

function withoutNumbers(): RowTask {
  const problem =
    'The model gives no numbers on this row: its weights may be damaged or hold values too large.'
  return { ...UNMEASURED, problem }
}

function ofRun(logits: Float32Array): Prediction {
  const clean = () => {
    throw new Error('what a row is judged by is not held against another run')
  }
  return predictionOf(logits, clean, false)
}

/** The token of the largest logit; the first of equal ones. */
function bestOf(logits: Float32Array, tokens: readonly number[]): number {
  return tokens.reduce((best, token) => (logits[token] > logits[best] ? token : best))
}

/** 1 + how many tokens have a larger logit. */
function rankOf(logits: Float32Array, token: number): number {
  let larger = 0
  for (let other = 0; other < logits.length; other++) if (logits[other] > logits[token]) larger++
  return larger + 1
}

/** -Infinity where all tokens are answers. */
function largestOther(logits: Float32Array, answers: readonly number[]): number {
  const own = new Set(answers)
  let largest = -Infinity
  for (let token = 0; token < logits.length; token++)
    if (logits[token] > largest && !own.has(token)) largest = logits[token]
  return largest
}

/** The most probable ones first; of equal ones the smaller id. */
function topTokens(
  { logits, logSumExp: normaliser }: Prediction,
  tokenText: (id: number) => string,
): TopToken[] {
  const top: number[] = []
  for (let token = 0; token < logits.length; token++) {
    if (top.length === TOP_TOKENS && logits[token] <= logits[top[TOP_TOKENS - 1]]) continue
    const at = top.findIndex((other) => logits[token] > logits[other])
    top.splice(at < 0 ? top.length : at, 0, token)
    top.length = Math.min(top.length, TOP_TOKENS)
  }
  return top.map((id) => ({ id, text: tokenText(id), probability: Math.exp(logits[id] - normaliser()) }))
}
