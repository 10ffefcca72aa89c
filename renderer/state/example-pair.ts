import { useEffect, useState } from 'react'
import type { CheckedRow, ModelInfo, PromptRow } from '../../contract'
import { call } from './client'
import type { RowField } from './prompt-draft'
import { formatAnswers, formatPromptText } from './prompt-text'
import { useWorkbench } from './workbench'

export type ExamplePair = Record<RowField, string>

const pair = (clean: string, corrupt: string, answer: string, wrong: string): PromptRow => ({
  ...{ clean, corrupt, answers: [answer], wrongAnswers: [wrong] },
})

/**
 * Examples of a good pair: the prompts differ in one token, and so does the answer, which begins with its space. The
 * first for which the open model's tokenizer agrees is shown; the last suits vocabularies of whole words.
 */
const EXAMPLES: PromptRow[] = [
  pair(
    'When Mary and John went out, John waved at',
    'When Mary and John went out, Mary waved at',
    ' Mary',
    ' John',
  ),
  pair('Rome is the capital of', 'Paris is the capital of', ' Italy', ' France'),
  pair('The key to the safe', 'The keys to the safe', ' is', ' are'),
  pair('Lily was sad.', 'Tim was sad.', ' She', ' He'),
  pair('Anna Smith met Ben Lake then Anna', 'Anna Smith met Ben Lake then Ben', 'Smith', 'Lake'),
]

/** An example pair for the form's empty row; of token ids where the model has no tokenizer. */
export function useExamplePair(): ExamplePair {
  const model = useWorkbench((state) => state.model)
  const [found, setFound] = useState<{ model: ModelInfo; row: PromptRow } | null>(null)
  useEffect(() => {
    if (!model?.tokenizer) return
    let isOver = false
    call('prompts.check', { model: model.path, bos: 'tokenizer', rows: EXAMPLES })
      .then(({ rows }) => {
        const right = rows.findIndex(isRightPair)
        if (!isOver && right >= 0) setFound({ model, row: EXAMPLES[right] })
      })
      .catch(() => setFound(null)) // the first example stays; the view says why nothing can be checked
    return () => {
      isOver = true
    }
  }, [model])
  if (model && !model.tokenizer) return idPair(model.vocabSize)
  return toExample(found && found.model === model ? found.row : EXAMPLES[0])
}

/** No problems, no notes, and the two prompts differ in one token. */
function isRightPair({ problems, notes, differences }: CheckedRow): boolean {
  return problems.length === 0 && notes.length === 0 && differences.length === 1
}

function idPair(vocabSize: number): ExamplePair {
  const [a, b, c] = vocabSize > 318 ? [12, 7, 318] : [0, 1, 2].map((id) => Math.min(id, vocabSize - 1))
  return {
    clean: `${a} ${c} ${b} ${a}`,
    corrupt: `${a} ${c} ${b} ${b}`,
    answers: `${c}`,
    wrongAnswers: `${a}`,
  }
}

function toExample({ clean, corrupt, answers, wrongAnswers }: PromptRow): ExamplePair {
  return {
    clean: formatPromptText(clean),
    corrupt: formatPromptText(corrupt),
    answers: formatAnswers(answers),
    wrongAnswers: formatAnswers(wrongAnswers),
  }
}
