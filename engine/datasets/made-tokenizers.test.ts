import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readContinuations, TOKENIZER_KINDS, tokenizerFile } from '../../testing/made-tokenizers'
import { temporaryFolder } from '../../testing/model-folder'
import { describeWithShared } from '../../testing/real-models'
import { readTokenizer } from '../model/tokenizer/tokenizer'
import { checkPrompts } from './check-prompts'
import type { PromptModel } from './prompt-model'

function modelOf(file: string): PromptModel {
  const tokenizer = readTokenizer(file, null)
  const info = { vocabSize: 2 ** 16, contextLength: 512, tokenizer: tokenizer.info }
  return { info, config: { causal: true }, tokenizer, tokenText: (id) => tokenizer.textOf(id) ?? String(id) }
}

const { pairs, ...byKind } = readContinuations()
const shown = (one: object) => JSON.stringify(one)

/**
 * 500 pairs of prompt and answer by each kind of tokenizer: what is measured as typed is the one token with which the Python
 * library's tokenizer continues the prompt; where that is not one token, a problem of the row says so.
 * Answers the pairs of which neither holds.
 */
function wronglyMeasured(kind: string, file: string): string[] {
  const model = modelOf(file)
  const { encodePlain, unknownId } = model.tokenizer!
  const rows = pairs.map(([clean, answer]) => ({
    ...{ clean, corrupt: clean, answers: [answer], wrongAnswers: [] },
  }))
  const reading = { bos: 'tokenizer', answerReading: 'typed' } as const
  const checked = checkPrompts(model, reading, rows, 'log_prob').rows
  return checked.flatMap(({ answers, problems }, i) => {
    const [[prompt, answer], expected] = [pairs[i], byKind[kind][i]]
    const isBlocked = problems.length > 0
    if (expected >= 0) {
      const isUnknown = problems.some(({ message }) => message.includes('vocabulary does not have'))
      const isRight = isBlocked ? expected === unknownId || isUnknown : answers[0].id === expected
      return isRight ? [] : [shown({ prompt, answer, expected, answers, problems })]
    }
    if (isBlocked) return []
    // Where no token has a space in it, the answer is the next word.
    const ids = encodePlain(`${prompt} ${answer}`).map(({ id }) => id)
    const next = [...encodePlain(prompt).map(({ id }) => id), answers[0].id]
    const isNextWord = encodePlain('x y').every(({ text }) => !text.includes(' '))
    const isRight = isNextWord && String(ids) === String(next)
    return isRight ? [] : [shown({ prompt, answer, expected, answers, problems })]
  })
}

describe('the answer that is measured', () => {
  it.each(TOKENIZER_KINDS)('%s', (kind) => {
    expect(wronglyMeasured(kind, tokenizerFile(kind))).toEqual([])
  })
})

describe('digits in groups of three', () => {
  const row = { clean: 'from 1732 to 17', corrupt: 'from 1701 to 17', answers: ['42'], wrongAnswers: [1] }
  const problemsOf = (file: string) =>
    checkPrompts(modelOf(file), { bos: 'no' }, [row]).rows[0].problems.map(({ message }) => message)

  it('a number goes on with one digit', () => {
    expect(problemsOf(tokenizerFile('llama3'))).toEqual([
      'Answer "42" has 2 tokens ("4", "2"), but must be one: take its first token, "4", or another word.',
    ])
  })

  it('or is read otherwise: 1742 is "174" and "2" where the vocabulary has all numbers of three digits', () => {
    const json = JSON.parse(readFileSync(tokenizerFile('llama3'), 'utf8')) as LlamaFile
    json.model.vocab['174'] = 1000
    const file = path.join(temporaryFolder(), 'tokenizer.json')
    writeFileSync(file, JSON.stringify(json))
    expect(problemsOf(file)).toEqual([
      'Answer "42" merges with the last token of this prompt ("17") into "174", "2": end the prompt before "17" and answer "174", or choose another word.',
    ])
  })
})

interface LlamaFile {
  model: { vocab: Record<string, number> }
}

describeWithShared('the answer that is measured, by a real model', (shared) => {
  it('stories260K', () => {
    const file = path.join(shared, 'models/stories260K/tokenizer.json')
    expect(wronglyMeasured('stories260K', file)).toEqual([])
  })
})
