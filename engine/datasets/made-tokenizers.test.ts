import { describe, expect, it } from 'vitest'
import { readContinuations, TOKENIZER_KINDS, tokenizerFile } from '../../fixtures/made-tokenizers'
import { readTokenizer } from '../model/tokenizer'
import { checkPrompts } from './check-prompts'
import type { PromptModel } from './prompt-model'

function modelOf(kind: string): PromptModel {
  const tokenizer = readTokenizer(tokenizerFile(kind), null, null)
  const info = { vocabSize: 2 ** 16, contextLength: 512, tokenizer: tokenizer.info }
  return { info, tokenizer, tokenText: (id) => tokenizer.textOf(id) ?? String(id) }
}

/**
 * 500 pairs of prompt and answer by each kind of tokenizer: what is measured is the one token with which the Python
 * library's tokenizer continues the prompt; where that is not one token, a problem or a note of the row says so.
 */
describe('the answer that is measured', () => {
  const { pairs, ...byKind } = readContinuations()
  const shown = (one: object) => JSON.stringify(one)
  const spaced = 'was typed without its leading space: measured at'

  it.each(TOKENIZER_KINDS)('%s', (kind) => {
    const model = modelOf(kind)
    const { encodePlain, unknownId } = model.tokenizer!
    const rows = pairs.map(([clean, answer]) => ({
      ...{ clean, corrupt: clean, answers: [answer], wrongAnswers: [] },
    }))
    const checked = checkPrompts(model, 'tokenizer', rows, 'log_prob').rows
    const wrong = checked.flatMap(({ answers, problems, notes }, i) => {
      const [[prompt, answer], expected] = [pairs[i], byKind[kind][i]]
      const isBlocked = problems.length > 0
      if (expected >= 0) {
        const isUnknown = problems.some(({ message }) => message.includes('vocabulary does not have'))
        const isRight = isBlocked ? expected === unknownId || isUnknown : answers[0].id === expected
        return isRight ? [] : [shown({ prompt, answer, expected, answers, problems })]
      }
      if (isBlocked || notes.some((note) => note.includes(spaced))) return []
      // Where no token has a space in it, the answer is the next word.
      const ids = encodePlain(`${prompt} ${answer}`).map(({ id }) => id)
      const next = [...encodePlain(prompt).map(({ id }) => id), answers[0].id]
      const isNextWord = encodePlain('x y').every(({ text }) => !text.includes(' '))
      const isRight = isNextWord && String(ids) === String(next)
      return isRight ? [] : [shown({ prompt, answer, expected, answers, notes })]
    })
    expect(wrong).toEqual([])
  })
})
