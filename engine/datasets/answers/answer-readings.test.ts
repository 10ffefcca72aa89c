import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AnswerReading, CheckedRow } from '../../../contract'
import { readAnswerTable, TOKENIZER_KINDS, tokenizerFile } from '../../../testing/made-tokenizers'
import { describeWithShared } from '../../../testing/real-models'
import { readTokenizer } from '../../model/tokenizer/tokenizer'
import { checkPrompts } from '../check-prompts'
import type { PromptModel } from '../prompt-model'

function modelOf(file: string): PromptModel {
  const tokenizer = readTokenizer(file, null)
  const info = { vocabSize: 2 ** 16, contextLength: 512, tokenizer: tokenizer.info }
  return { info, config: { causal: true }, tokenizer, tokenText: (id) => tokenizer.textOf(id) ?? String(id) }
}

const table = readAnswerTable()
const answers = [...table.words, ...table.numbers]

interface Case {
  prompt: string
  answer: string
  bare: number
  spaced: number
  /** Whether a space is written here. */
  wantsSpace: boolean
}

const cases = (kind: string): Case[] =>
  table.prompts.flatMap(([prompt, word, number], at) =>
    answers.map((answer, i): Case => {
      const [bare, spaced] = table.idsOf(kind)[at][i]
      return { prompt, answer, bare, spaced, wantsSpace: (i < table.words.length ? word : number) === 1 }
    }),
  )

const checked = (
  model: PromptModel,
  all: readonly Case[],
  answerReading: AnswerReading,
  space = '',
): CheckedRow[] => {
  const rows = all.map(({ prompt, answer }) => ({
    ...{ clean: prompt, corrupt: prompt, answers: [space + answer], wrongAnswers: [] },
  }))
  return checkPrompts(model, { bos: 'tokenizer', answerReading }, rows, 'log_prob').rows
}

const measured = ({ problems, answers: [token] }: CheckedRow) => (problems.length > 0 ? -1 : token.id)

/** A vocabulary of few words does not have each prompt. */
const lacksPrompt = ({ problems }: CheckedRow) => problems.some(({ field }) => field === 'clean')

/** By what the Python library reads: the ids of which one is expected, -1 where the row is to be blocked. */
function wrong(
  file: string,
  kind: string,
  reading: AnswerReading,
  expected: (one: Case) => number[],
  space?: string,
): string[] {
  const model = modelOf(file)
  const { unknownId } = model.tokenizer!
  const all = cases(kind)
  const rows = checked(model, all, reading, space)
  expect(rows.filter((row) => !lacksPrompt(row)).length).toBeGreaterThan(30)
  return rows.flatMap((row, i) => {
    const ids = expected(all[i]).map((id) => (id < 0 || id === unknownId ? -1 : id))
    if (lacksPrompt(row) || ids.includes(measured(row))) return []
    const why = row.problems.map(({ message }) => message)
    return [JSON.stringify({ ...all[i], measured: row.answers, why })]
  })
}

/** No token has a space in it: the next word is meant, however it is typed. */
const isOfWords = (file: string) =>
  modelOf(file)
    .tokenizer!.encodePlain('the the')
    .every(({ text }) => !text.includes(' '))

function readings(file: string, kind: string) {
  const ofWords = isOfWords(file)
  const unknown = modelOf(file).tokenizer!.unknownId
  const fits = (id: number) => id >= 0 && id !== unknown
  it('as typed', () => {
    const typed = ({ bare, spaced }: Case) => (ofWords ? [fits(bare) ? bare : spaced] : [bare])
    expect(wrong(file, kind, 'typed', typed)).toEqual([])
    expect(wrong(file, kind, 'typed', ({ spaced }) => [spaced], ' ')).toEqual([])
  })
  it('with a space', () => {
    expect(wrong(file, kind, 'spaced', ({ spaced }) => [spaced])).toEqual([])
  })
  it('as one token, whichever of the two it is; of both as people write', () => {
    const best = ({ prompt, answer, bare, spaced, wantsSpace }: Case) => {
      // After white space a second space is not added.
      if (/\s$/.test(prompt) && !ofWords) return [bare]
      if (!fits(bare) || !fits(spaced)) return [fits(spaced) ? spaced : bare]
      if (ofWords) return [spaced, bare]
      return [wantsSpace && answer !== '京' ? spaced : bare]
    }
    expect(wrong(file, kind, 'auto', best)).toEqual([])
  })
}

describe.each(TOKENIZER_KINDS)('answers are measured at what the Python library reads: %s', (kind) => {
  readings(tokenizerFile(kind), kind)
})

describeWithShared('answers of a real model are measured at what the Python library reads', (shared) => {
  readings(path.join(shared, 'models/stories260K/tokenizer.json'), 'stories260K')
})
