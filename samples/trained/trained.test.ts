import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { accuracyOf } from '../train/accuracy.ts'
import { readBundle } from '../train/bundle.ts'
import { heldOutPairs, TASKS } from '../train/tasks.ts'
import { SETTINGS } from '../train/training.ts'
import { TOKENIZER } from '../train/vocabulary.ts'

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')
const model = await readBundle(import.meta.dirname, 1)
afterAll(() => model.release())

test('the tokenizer and the prompts are those that the program writes', () => {
  expect(JSON.parse(read('tokenizer.json'))).toEqual(TOKENIZER)
  for (const task of TASKS)
    expect(JSON.parse(read(`${task}.json`))).toEqual({ prompts: heldOutPairs(task, { seed: 1, count: 32 }) })
})

test('the loss curve is of all steps', () => {
  const last = read('loss.csv').trim().split('\n').at(-1)!
  expect(Number(last.split(',')[0])).toBe(SETTINGS.steps)
})

test.each([
  { task: 'ioi', right: 0.95 },
  { task: 'pronoun', right: 0.9 },
  { task: 'greater-than', right: 0.9 },
] as const)('more than $right of what was held out of $task is right', async ({ task, right }) => {
  const pairs = heldOutPairs(task, { seed: 2000, count: 512 })
  const { top, half } = await accuracyOf(model, pairs, 64)
  expect(top).toBeGreaterThan(right)
  expect(half).toBeGreaterThan(right)
})

test('the prompts that ship are among what it does', async () => {
  for (const task of TASKS) {
    const { prompts } = JSON.parse(read(`${task}.json`)) as { prompts: ReturnType<typeof heldOutPairs> }
    expect((await accuracyOf(model, prompts, 32)).top, task).toBeGreaterThanOrEqual(0.9)
  }
})
