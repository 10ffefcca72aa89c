import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { accuracyOf } from '../train/accuracy.ts'
import { readBundle } from '../train/bundle.ts'
import { headReports } from '../train/heads.ts'
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

test('what docs/trained-sample.md says of its heads', async () => {
  const pairs = heldOutPairs('ioi', { seed: 2000, count: 64 })
  const reports = new Map((await headReports(model, pairs, 64)).map((report) => [report.head, report]))
  for (const name of ['a0.h0', 'a1.h2']) {
    const { toAnswer, toFirst, toSecond, addsOther } = reports.get(name)!
    expect(toSecond, name).toBeGreaterThan(0.8)
    expect(toAnswer + toFirst, name).toBeLessThan(0.05)
    expect(addsOther, name).toBeLessThan(-0.3)
  }
  for (const name of ['a0.h1', 'a1.h0', 'a1.h1', 'a1.h3']) {
    const { toAnswer, toFirst, addsAnswer, addsOther } = reports.get(name)!
    expect(toAnswer + toFirst, name).toBeGreaterThan(0.7)
    expect(Math.min(addsAnswer, addsOther), name).toBeGreaterThan(0.2)
  }
  for (const { head, secondToFirst } of reports.values()) expect(secondToFirst, head).toBeLessThan(0.2)
})
