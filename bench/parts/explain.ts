import { SMALL } from '../models'
import type { Part } from './part'

const PROMPTS = 100
const TOKENS = 20
const SUMMARY_MS = 3_000
const QUESTION_MS = 200

/** Explanations of a set of prompts: scores of all heads, then questions while a person looks. */
export const explain: Part = async ({ start, model, threads }) => {
  const settings = { model, prompts: PROMPTS, tokens: TOKENS, threads }
  const { open, summary, questions, largestGap, peakBytes } = await start('explain', settings)
  const goal = (wallMs: number, most: number) =>
    model === SMALL ? { met: wallMs < most, text: `< ${most / 1000} s` } : undefined
  return [
    { what: `explain ${model.name}: open`, ...open },
    {
      what: `explain ${model.name}: ${PROMPTS} prompts of ${TOKENS} tokens`,
      ...summary,
      goal: goal(summary.wallMs, SUMMARY_MS),
      peakBytes,
      note: `largest gap ${largestGap.toExponential(1)}`,
    },
    ...Object.entries(questions).map(([what, timing]) => ({
      what: `explain ${model.name}: ${what}`,
      ...timing,
      goal: goal(timing.wallMs, QUESTION_MS),
    })),
  ]
}
