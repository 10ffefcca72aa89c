import { Tokenizer } from '@huggingface/tokenizers'
import { expect, test } from 'vitest'
import { batchOf, joined } from './batches.ts'
import { writeDocument } from './documents.ts'
import { isHeldOutPair } from './held-out.ts'
import { makeUniform } from '../random.ts'
import { heldOutPairs, TASKS } from './tasks.ts'
import { encode, TOKENIZER, TOKENIZER_CONFIG, VOCABULARY } from './vocabulary.ts'
import { NAMES } from './words.ts'

const uniform = makeUniform(17)
const documents = Array.from({ length: 20_000 }, () => writeDocument(uniform))

test('names that are held out together are in no document', () => {
  for (const text of documents) {
    const named = [...new Set(text.split(' ').filter((word) => NAMES.includes(word)))]
    for (const [i, name] of named.entries())
      for (const other of named.slice(i + 1)) expect(isHeldOutPair(name, other), text).toBe(false)
  }
})

test('no document goes on as a prompt of a test does', () => {
  const prompts = TASKS.flatMap((task) => heldOutPairs(task, { seed: 1000, count: 200 }))
  const all = documents.join('\n')
  for (const { clean } of prompts) expect(all).not.toContain(clean)
})

test('every held-out name, year and pair consists of words that were trained on', () => {
  const seen = new Set(documents.flatMap(encode))
  for (const task of TASKS)
    for (const { clean, corrupt } of heldOutPairs(task, { seed: 1000, count: 200 }))
      for (const id of [...encode(clean), ...encode(corrupt)]) expect(seen, VOCABULARY[id]).toContain(id)
})

test.each(TASKS)('the pairs of %s are as long as one another and differ', (task) => {
  for (const { clean, corrupt, answers, wrong_answers } of heldOutPairs(task, { seed: 3, count: 100 })) {
    expect(encode(corrupt)).toHaveLength(encode(clean).length)
    expect(corrupt).not.toBe(clean)
    expect(answers.filter((answer) => wrong_answers.includes(answer))).toEqual([])
  }
})

test('both orders of names are prompts of ioi, and the answer is the name that is said once', () => {
  const orders = new Set<boolean>()
  for (const { clean, answers, wrong_answers } of heldOutPairs('ioi', { seed: 3, count: 100 })) {
    const named = clean.split(' ').filter((word) => NAMES.includes(word))
    expect(named.filter((name) => name === answers[0])).toHaveLength(1)
    expect(named.filter((name) => name === wrong_answers[0])).toHaveLength(2)
    orders.add(named[0] === named[2])
  }
  expect(orders.size).toBe(2)
})

test('a batch follows from its step alone, and asks for each token but the first of a document', () => {
  const options = { seed: 2, size: 8 }
  expect(batchOf(11, options)).toEqual(batchOf(11, options))
  expect(batchOf(12, options)).not.toEqual(batchOf(11, options))
  const { length, tokens, next } = joined([
    [0, 5, 6, 7],
    [0, 8],
  ])
  expect({ length, tokens: [...tokens.slice(0, 4)], next: [...next.slice(0, 4)] }).toEqual({
    ...{ length: 8, tokens: [0, 5, 6, 0], next: [5, 6, 7, -1] },
  })
  expect([...next.slice(8, 11)]).toEqual([8, -1, -1])
})

test('the tokenizer that ships reads as the trainer does', () => {
  const tokenizer = new Tokenizer(TOKENIZER, TOKENIZER_CONFIG)
  for (const text of documents.slice(0, 500)) expect(tokenizer.encode(text).ids).toEqual(encode(text))
  expect(VOCABULARY.length).toBeLessThan(400)
})
