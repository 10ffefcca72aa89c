import { PatchbayError } from '../../contract'
import type { CheckedRow, MetricName, PromptReading, PromptRow, Token } from '../../contract'
import { checkPrompts } from './check-prompts'
import type { PromptModel } from './prompt-model'
import type { PromptPair, PromptPairs } from './prompt-pairs'

/**
 * Rows as token ids, ready to run. `metric`: what is to be measured; without it, every metric.
 * @throws PatchbayError (bad-input) with the first problem that `checkPrompts` finds, its row counted from 1.
 */
export function encodePrompts(
  model: PromptModel,
  reading: PromptReading,
  rows: PromptRow[],
  metric?: MetricName,
): PromptPairs {
  const checked = checkPrompts(model, reading, rows, metric)
  if (checked.problems.length > 0) throw new PatchbayError('bad-input', checked.problems[0])
  checked.rows.forEach(({ problems }, i) => {
    if (problems.length > 0) throw new PatchbayError('bad-input', `Row ${i + 1}: ${problems[0].message}`)
  })
  return { pairs: checked.rows.map(toPair) }
}

const ids = (tokens: Token[]) => tokens.map(({ id }) => id)

function toPair({ clean, corrupt, answers, wrongAnswers, answerPosition }: CheckedRow): PromptPair {
  return {
    clean: Int32Array.from(ids(clean)),
    corrupt: Int32Array.from(ids(corrupt)),
    answers: ids(answers),
    wrongAnswers: ids(wrongAnswers),
    answerPosition,
  }
}
