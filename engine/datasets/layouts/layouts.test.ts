import { expect, it } from 'vitest'
import type { PromptSourceArgs, ReadPrompts } from '../../../contract'
import { readPrompts } from '../reading/read-prompts'

const utf8 = new TextEncoder()
const file = (fileName: string, text: string) => ({ fileName, bytes: utf8.encode(text) })
/** A tokenizer of words. */
const words = (text: string) => text.trim().split(/\s+/).length
const read = (source: PromptSourceArgs, count: typeof words | null = null): Promise<ReadPrompts> =>
  readPrompts(source, count)

const PEAP = 'prompt,prompt_id,first,name,rest,length,correct_token,wrong_token\n'

it('a pair of PEAP files is one set, whichever comes first', async () => {
  const clean = file('x_clean.csv', `${PEAP}Then Ann gave it to,t1,1,2,3,6, Ben, Ann\n`)
  const counter = file('x_counter_abc.csv', `${PEAP}Then Sue gave it to,t1,1,2,3,6, Ben, Ann\n`)
  const spans = [
    { name: 'first', from: 0, to: 0 },
    { name: 'name', from: 1, to: 1 },
    { name: 'rest', from: 2, to: 4 },
  ]
  const row = {
    ...{ clean: 'Then Ann gave it to', corrupt: 'Then Sue gave it to', template: 't1', spans },
    ...{ answers: [' Ben'], wrongAnswers: [' Ann'] },
  }
  const expected = { layout: 'PEAP, CSV', rows: [row], proposedBos: { bos: 'yes' } }
  expect(await read({ file: clean, partner: counter })).toMatchObject(expected)
  expect(await read({ file: counter, partner: clean })).toMatchObject(expected)
  await expect(read({ file: clean })).rejects.toThrow('x_clean.csv: This is one file of a pair (PEAP)')
})

it('MIB: pairs of another number of tokens are left out where a tokenizer is there, and counted', async () => {
  const example = (prompt: string) => ({ prompt, choices: ['Ann', 'Ben'], answerKey: 0 })
  const row = (corrupt: string) => ({
    ...example('Ann and Ben'),
    flip_counterfactual: { ...example(corrupt), answerKey: 1 },
    abc_counterfactual: example('Sue and Ben'),
  })
  const source = { file: file('m.json', JSON.stringify([row('Ben and Ann'), row('Ben, and then Ann')])) }
  expect(await read(source)).toMatchObject({
    rows: { length: 2, 0: { answers: ['Ann'], wrongAnswers: ['Ben'] } },
  })
  expect(await read(source, words)).toMatchObject({
    rows: { length: 1 },
    options: [{ name: 'corrupt', values: ['flip_counterfactual', 'abc_counterfactual'] }],
    notes: [
      'The corrupt prompts are those of "flip_counterfactual".',
      '1 of 2 rows were left out: clean and corrupt are not the same number of tokens under the open model.',
    ],
  })
})

it('MIB: the answer is an index, its text or the label; nothing else is taken for one', async () => {
  const example = (answerKey: unknown) => ({
    ...{ prompt: 'a', choices: { label: ['A', 'B'], text: ['x', 'y'] }, answerKey },
    x_counterfactual: { prompt: 'b', choices: { label: ['A', 'B'], text: ['x', 'y'] }, answerKey: 0 },
  })
  const readKey = (key: unknown) => read({ file: file('m.json', JSON.stringify([example(key)])) })
  for (const key of [1, '1', 'B']) expect(await readKey(key)).toMatchObject({ rows: [{ answers: ['B'] }] })
  for (const key of [null, '', true, -1, 2])
    await expect(readKey(key)).rejects.toThrow(
      `m.json: Row 1: "answerKey" must be the index of a choice or its label, not ${JSON.stringify(key)}.`,
    )
})

it('a second file is read or refused', async () => {
  const one = file('a.csv', 'clean,corrupt,answer,wrong_answer\na,b,c,d\n')
  await expect(read({ file: one, partner: one })).rejects.toThrow(
    'a.csv: Only the two files of a pair (PEAP) are one set of prompts: give one file here, or put both in one.',
  )
})

it('subject-verb agreement with answers of its own keeps them', async () => {
  const text = 'clean,corrupted,plural,answer,wrong_answer\nThe key,The keys,0, is, are\n'
  expect(await read({ file: file('s.csv', text) })).toMatchObject({
    rows: [{ answers: [' is'], wrongAnswers: [' are'] }],
  })
})

it('columns that a person named, with ids and texts', async () => {
  const source = { file: file('t.csv', 'a,b,c,d\nx y,x z,"[7, 8]",9.0\n') }
  const mapping = {
    clean: { column: 'a', as: 'text' as const },
    corrupt: { column: 'b', as: 'text' as const },
    answers: { column: 'c', as: 'ids' as const },
    wrongAnswers: { column: 'd', as: 'ids' as const },
  }
  expect(await read({ ...source, mapping })).toMatchObject({
    rows: [{ clean: 'x y', corrupt: 'x z', answers: [7, 8], wrongAnswers: [9] }],
    mapping,
  })
  const wrong = { ...mapping, answers: { column: 'e', as: 'text' as const } }
  await expect(read({ ...source, mapping: wrong })).rejects.toThrow(
    't.csv: There is no column "e"; the columns are a, b, c, d.',
  )
})

it('a choice that a file does not leave is refused', async () => {
  const source = { file: file('t.csv', 'clean,corrupt,answer\na,b,c\n'), options: { corrupt: 'x' } }
  await expect(read(source)).rejects.toThrow(
    'This file leaves no choice of corrupt prompts: leave that option out.',
  )
})
