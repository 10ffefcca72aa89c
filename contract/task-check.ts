import { z } from 'zod'
import type { MetricName } from './metric'
import { MAX_ANSWERS, MAX_PROMPT_LENGTH, MAX_TOKEN_ID } from './limits'
import type { CheckedRow } from './prompts'

/** Whether a model does the task of its prompts: what it says of each pair at the answer position. */

const tokenId = z.number().int().nonnegative().max(MAX_TOKEN_ID)
const tokenIds = z.array(tokenId).min(1).max(MAX_PROMPT_LENGTH)
const answerIds = z.array(tokenId).max(MAX_ANSWERS)

/** A pair as the model reads it: token ids, BOS included. */
export const taskPairSchema = z.object({
  clean: tokenIds,
  corrupt: tokenIds,
  answers: answerIds,
  wrongAnswers: answerIds,
  /** Index of the token whose prediction is looked at. */
  position: z.number().int().nonnegative(),
})
export type TaskPair = z.infer<typeof taskPairSchema>

/** Pairs of one request at most. */
export const MAX_TASK_PAIRS = 500

/** A token that the model would say, with its probability. */
export interface TopToken {
  id: number
  text: string
  probability: number
}

/** How many tokens are named that the model would say. */
export const TOP_TOKENS = 5

/** What a model says of one pair. Numbers are null where the pair has no answers. */
export interface RowTask {
  /** logit_diff; log_prob where the pair has no wrong answers. */
  metric: Extract<MetricName, 'logit_diff' | 'log_prob'> | null
  /** That metric on the clean and on the corrupt prompt. */
  clean: number | null
  corrupt: number | null
  /**
   * By how much it is right after the clean prompt, in logits: its logit_diff; without wrong answers the best answer's logit
   * less the largest of any other token.
   */
  margin: number | null
  /** margin > 0 */
  isRight: boolean | null
  /** Of the best answer after the clean prompt: 1 is what the model would say. */
  rank: number | null
  /** Of the best wrong answer. */
  wrongRank: number | null
  /** Of the best answer after the clean prompt. */
  probability: number | null
  /** The most probable tokens after the clean and after the corrupt prompt. */
  top: TopToken[]
  topCorrupt: TopToken[]
  /** Why there are no numbers: a sentence. */
  problem?: string
}

/** A row of which nothing is known. */
export const UNMEASURED: RowTask = {
  metric: null,
  clean: null,
  corrupt: null,
  margin: null,
  isRight: null,
  rank: null,
  wrongRank: null,
  probability: null,
  top: [],
  topCorrupt: [],
}

/** Below this difference of the metric the corruption changes nothing that could be patched. */
export const CHANGES_NOTHING = 1e-3

/** The pair of a row that can be run; null where a problem other than a missing answer is in the way. */
export function taskPairOf(row: CheckedRow): TaskPair | null {
  const { clean, corrupt, answers, wrongAnswers, answerPosition, problems } = row
  if (clean.length === 0 || problems.some(({ isMissing }) => !isMissing)) return null
  const ids = (tokens: CheckedRow['clean']) => tokens.map(({ id }) => id)
  return {
    clean: ids(clean),
    corrupt: ids(corrupt),
    answers: ids(answers),
    wrongAnswers: ids(wrongAnswers),
    position: answerPosition,
  }
}

/** Equal for pairs that the model sees as the same: answers are sets. */
export function taskPairKey({ clean, corrupt, answers, wrongAnswers, position }: TaskPair): string {
  const asSet = (ids: number[]) => [...new Set(ids)].sort((a, b) => a - b).join()
  return `${clean.join()}|${corrupt.join()}|${asSet(answers)}|${asSet(wrongAnswers)}|${position}`
}

/** Whether the model is right by at least so much, in logits. Rows that could not be measured are not known to be. */
export function isRightBy(task: RowTask | null | undefined, least: number): boolean {
  return task?.isRight === true && task.margin! >= least
}

/** Whether the metric is the same after both prompts. */
export function changesNothing({ clean, corrupt }: Pick<RowTask, 'clean' | 'corrupt'>): boolean {
  return clean !== null && corrupt !== null && Math.abs(clean - corrupt) < CHANGES_NOTHING
}
