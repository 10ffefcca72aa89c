import { expect, it } from 'vitest'
import type { PromptPair } from '../datasets'
import { usefulThreads } from './useful-threads'

const pairs = (count: number) => Array.from({ length: count }, () => ({}) as PromptPair)
const GPT2_SMALL = { dModel: 768, dMlp: 3072, vocabSize: 50257 }
const NARROW = { dModel: 24, dMlp: 96, vocabSize: 200 }

it('takes one thread where no product is large enough to be split', () => {
  expect(usefulThreads(8, NARROW, pairs(2), 6)).toBe(1)
  expect(usefulThreads(1, NARROW, pairs(2), 6)).toBe(1)
})

it('takes all threads for a product of the block or of the logits', () => {
  expect(usefulThreads(8, GPT2_SMALL, pairs(1), 5)).toBe(8)
  expect(usefulThreads(8, NARROW, pairs(100), 6)).toBe(8)
  expect(usefulThreads(8, { ...NARROW, vocabSize: 50257 }, pairs(2), 6)).toBe(8)
  expect(usefulThreads(8, { ...NARROW, dMlp: null }, pairs(200), 40)).toBe(8)
})
