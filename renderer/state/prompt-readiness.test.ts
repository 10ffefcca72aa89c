import { describe, expect, it } from 'vitest'
import type { CheckedRow, MetricName } from '../../contract'
import type { DraftRow } from './prompt-draft'
import { mergeChecks, promptReadiness, rowsToCheck, type RowChecks } from './prompt-readiness'

const row = (key: number, clean = `text ${key}`): DraftRow => ({
  key,
  clean,
  corrupt: 'x',
  answers: 'a',
  wrongAnswers: 'b',
})
const blank = (key: number): DraftRow => ({ key, clean: '', corrupt: ' ', answers: '', wrongAnswers: '' })

function answer(length: number, problem?: string): CheckedRow {
  const tokens = Array.from({ length }, (_, id) => ({ id, text: String(id) }))
  const problems = problem ? [{ field: 'row' as const, message: problem }] : []
  return {
    clean: tokens,
    corrupt: tokens,
    answers: [],
    wrongAnswers: [],
    answerPosition: length - 1,
    startsWithBos: false,
    differences: [],
    problems,
    notes: [],
  }
}

describe('checks of rows', () => {
  it('sends only rows that are typed and not checked in their current form', () => {
    const [first, second] = [row(0), row(1)]
    const checks: RowChecks = {
      0: { row: first, result: answer(3) },
      1: { row: row(1, 'older'), result: answer(3) },
    }
    expect(rowsToCheck([first, second, blank(2)], checks)).toEqual([second])
  })

  it('drops the stale answer of a row that was edited or deleted meanwhile', () => {
    const sent = [row(0), row(1), row(2)]
    const now = [sent[0], row(1, 'edited')]
    const checks = mergeChecks(now, {}, sent, [answer(1), answer(2), answer(3)])
    expect(Object.keys(checks)).toEqual(['0'])
    expect(checks[0].result.clean).toHaveLength(1)
  })

  it('keeps the older tokens of an edited row until it is checked again', () => {
    const older = { row: row(1, 'older'), result: answer(3) }
    expect(mergeChecks([row(1)], { 1: older }, [], [])).toEqual({ 1: older })
  })
})

describe('promptReadiness', () => {
  it('is ready when every typed row is, and names the range of lengths', () => {
    const rows = [row(0), row(1), blank(2)]
    const checks = mergeChecks(rows, {}, rows.slice(0, 2), [answer(4), answer(9)])
    expect(promptReadiness(rows, checks)).toMatchObject({
      filled: 2,
      ready: 2,
      lengths: { min: 4, max: 9 },
      canRun: true,
      reason: null,
    })
  })

  it('says why not: nothing typed, still checking, problems', () => {
    expect(promptReadiness([blank(0)], {}).reason).toBe('Add prompts in the Dataset view first.')
    const rows = [row(0), row(1), row(2)]
    expect(promptReadiness(rows, {}).reason).toBe('The prompts are still being checked.')
    const one = mergeChecks(rows, {}, rows, [answer(1), answer(2, 'unequal'), answer(3)])
    expect(promptReadiness(rows, one)).toMatchObject({ ready: 2, withProblems: 1, canRun: false })
    expect(promptReadiness(rows, one).reason).toBe(
      'Row 2 has a problem: see the reason under the row in Dataset.',
    )
    const two = mergeChecks(rows, {}, rows, [answer(1), answer(2, 'unequal'), answer(3, 'unknown')])
    expect(promptReadiness(rows, two).reason).toBe(
      '2 rows have problems: see the reason under the row in Dataset.',
    )
  })

  it('is not ready when something is wrong with the set as a whole', () => {
    const rows = [row(0)]
    const checks = mergeChecks(rows, {}, rows, [answer(4)])
    expect(promptReadiness(rows, checks, ['No BOS.'])).toMatchObject({
      ready: 1,
      canRun: false,
      reason: 'No BOS.',
    })
  })
})

it('an answer that the metric does not use may be missing', () => {
  const rows = [row(0)]
  const problem = { field: 'wrongAnswers' as const, message: 'Wrong answer is empty.', isMissing: true }
  const checks = { 0: { row: rows[0], result: { ...answer(3), problems: [problem] } } }
  const canRun = (metric: MetricName) => promptReadiness(rows, checks, [], metric).canRun
  expect([canRun('kl'), canRun('log_prob'), canRun('nll')]).toEqual([true, true, true])
  expect([canRun('logit_diff'), canRun('prob_diff')]).toEqual([false, false])
})
