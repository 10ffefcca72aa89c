import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RowTask } from '../../contract'
import { readJson } from '../../testing/fixtures'
import {
  architectureNames,
  architectureTask,
  tinyTask,
  type ReferencePair,
} from '../../testing/reference-tasks'
import { openModel } from '../model'
import { rowTask } from './row-task'
import { TaskCheck } from './task-check'

const LOGITS_OFF = 1e-4

async function checkOf(folder: string): Promise<TaskCheck> {
  return TaskCheck.open(await openModel(folder), 1)
}

/** Exponentials of the logits, each by itself: small ones only. */
function probabilities(logits: readonly number[]): number[] {
  const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0)
  return logits.map((logit) => Math.exp(logit) / sum)
}

function expectTop(found: RowTask['top'], logits: readonly number[]): void {
  const wanted = probabilities(logits)
  const inOrder = [...wanted.keys()].sort((a, b) => wanted[b] - wanted[a]).slice(0, 5)
  expect(found.map(({ id }) => id)).toEqual(inOrder)
  for (const { id, probability } of found) expect(Math.abs(probability - wanted[id])).toBeLessThan(LOGITS_OFF)
}

describe.each(['gpt2-tiny', 'llama-tiny', 'neox-tiny'])('the logits of the reference: %s', (name) => {
  const { pairs, modelPath } = tinyTask(name)
  const { clean, corrupt } = readJson(path.join(modelPath, 'ref.float64.json')).logits_last as Record<
    'clean' | 'corrupt',
    number[][]
  >

  it('give metric, rank, probability and the most probable tokens', async () => {
    const check = await checkOf(modelPath)
    const rows = await check.rows(pairs)
    await check.release()
    for (const [i, { answers, wrongAnswers }] of pairs.entries()) {
      const row = rows[i]!
      const difference = (logits: number[]) => logits[answers[0]] - logits[wrongAnswers[0]]
      expect(row.metric).toBe('logit_diff')
      expect(Math.abs(row.clean! - difference(clean[i]))).toBeLessThan(LOGITS_OFF)
      expect(Math.abs(row.corrupt! - difference(corrupt[i]))).toBeLessThan(LOGITS_OFF)
      expect(row.margin).toBe(row.clean)
      expect(row.isRight).toBe(difference(clean[i]) > 0)
      expect(row.rank).toBe(1 + clean[i].filter((logit) => logit > clean[i][answers[0]]).length)
      expect(row.wrongRank).toBe(1 + clean[i].filter((logit) => logit > clean[i][wrongAnswers[0]]).length)
      expect(Math.abs(row.probability! - probabilities(clean[i])[answers[0]])).toBeLessThan(LOGITS_OFF)
      expectTop(row.top, clean[i])
      expectTop(row.topCorrupt, corrupt[i])
    }
  })
})

/** Of some only logits are published. */
const measured = architectureNames()
  .map(architectureTask)
  .filter(({ baseline }) => baseline !== undefined)

it.each(measured)('the means published for $name', async ({ pairs, modelPath, baseline }) => {
  const check = await checkOf(modelPath)
  const rows = (await check.rows(pairs)) as RowTask[]
  await check.release()
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(rows.map(({ clean }) => clean!))).toBeCloseTo(baseline.clean.ld, 3)
  expect(mean(rows.map(({ corrupt }) => corrupt!))).toBeCloseTo(baseline.corrupt.ld, 3)
  const without = await checkOf(modelPath)
  const logProbs = (await without.rows(pairs.map((pair) => ({ ...pair, wrongAnswers: [] })))) as RowTask[]
  await without.release()
  expect(logProbs.every(({ metric }) => metric === 'log_prob')).toBe(true)
  expect(mean(logProbs.map(({ clean }) => clean!))).toBeCloseTo(baseline.clean.lp, 3)
})

describe('a set of prompts', () => {
  const { pairs, modelPath } = tinyTask('gpt2-tiny')
  const shortened = (pair: ReferencePair, length: number): ReferencePair => ({
    ...pair,
    clean: pair.clean.slice(0, length),
    corrupt: pair.corrupt.slice(0, length),
    answerPosition: length - 1,
  })

  it('of mixed lengths gives what each row gives by itself', async () => {
    const mixed = pairs.map((pair, i) => shortened(pair, 2 + i))
    const check = await checkOf(modelPath)
    const together = (await check.rows(mixed)) as RowTask[]
    for (const [i, pair] of mixed.entries()) {
      const [alone] = (await check.rows([pair])) as RowTask[]
      expect(together[i].clean).toBeCloseTo(alone.clean!, 5)
      expect(together[i].corrupt).toBeCloseTo(alone.corrupt!, 5)
      expect(together[i].rank).toBe(alone.rank)
    }
    await check.release()
  })

  it('is answered in part once its time is over, and then for the rest', async () => {
    const check = await checkOf(modelPath)
    const many = Array.from({ length: 200 }, (_, i) => pairs[i % pairs.length])
    const some = await check.rows(many, () => true)
    const done = some.filter((row) => row !== null).length
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(many.length)
    const rest = await check.rows(many.slice(done))
    expect([...some.slice(0, done), ...rest]).toEqual(await check.rows(many))
    await check.release()
  })

  it.each([
    [{ answerPosition: 10 }, 'position 10 is beyond its end (tokens are counted from 0 to 9).'],
    [{ answers: [5_000] }, "token id 5000 is outside the model's vocabulary (0 to "],
    [{ corrupt: Int32Array.from([1, 2]) }, 'clean has 10 tokens, corrupt 2; both must have the same number.'],
  ])('with %j is refused', async (change, message) => {
    const check = await checkOf(modelPath)
    await expect(check.rows([pairs[0], { ...pairs[1], ...change }])).rejects.toThrow(`Pair 2: ${message}`)
    await check.release()
  })
})

describe('rows by their logits', () => {
  const text = (id: number) => `t${id}`
  const logits = (...values: number[]) => Float32Array.from(values)
  const of = (clean: Float32Array, answers: number[], wrongAnswers: number[] = []) =>
    rowTask({ answers, wrongAnswers }, { clean, corrupt: logits(0, 0, 0, 0) }, text)

  it('without wrong answers: right where an answer is the first choice, by its lead over all others', () => {
    const right = of(logits(1, 3, 2.5, 0), [1])
    expect(right).toMatchObject({ metric: 'log_prob', margin: 0.5, isRight: true, rank: 1, wrongRank: null })
    expect(right.clean).toBeCloseTo(Math.log(right.probability!), 12)
    expect(of(logits(1, 3, 2.5, 0), [2])).toMatchObject({ margin: -0.5, isRight: false, rank: 2 })
    // The other answer is not what it has to be before.
    expect(of(logits(1, 3, 2.5, 0), [1, 2])).toMatchObject({ margin: 2, isRight: true, rank: 1 })
  })

  it('several answers: rank and probability of the best, the metric over each side', () => {
    const row = of(logits(1, 3, 2, 0), [0, 2], [1, 3])
    expect(row).toMatchObject({
      metric: 'logit_diff',
      clean: 0,
      margin: 0,
      isRight: false,
      rank: 2,
      wrongRank: 1,
    })
  })

  it('equal logits are of one rank, and equally right is not right', () => {
    expect(of(logits(2, 2, 1, 0), [1], [0])).toMatchObject({
      rank: 1,
      wrongRank: 1,
      margin: 0,
      isRight: false,
    })
    expect(of(logits(2, 2, 1, 0), [1]).isRight).toBe(false)
  })

  it('without answers: what the model would say, and nothing to be judged by', () => {
    const row = of(logits(1, 3, 2, 0), [], [1])
    expect(row).toMatchObject({ metric: null, clean: null, margin: null, isRight: null, rank: null })
    expect(row.top.map((token) => token.text)).toEqual(['t1', 't2', 't0', 't3'])
  })

  it('no numbers: a sentence', () => {
    expect(of(logits(NaN, 1, 1, 1), [1]).problem).toBe(
      'The model gives no numbers on this row: its weights may be damaged or hold values too large.',
    )
  })
})
