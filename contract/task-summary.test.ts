import { describe, expect, it } from 'vitest'
import { changesNothing, isRightBy, taskPairOf, type RowTask, type TaskPair } from './task-check'
import { percent, taskSummary, type TaskRow } from './task-summary'

const VOCAB = 50_000

/** A pair of its own for each `id`. */
function row(id: number, task: Partial<RowTask> = {}, pair: Partial<TaskPair> = {}, hasIds = false): TaskRow {
  return {
    hasIds,
    pair: { clean: [id, 1], corrupt: [id, 2], answers: [3], wrongAnswers: [4], position: 1, ...pair },
    task: {
      metric: 'logit_diff',
      clean: 2,
      corrupt: -1,
      margin: 2,
      isRight: true,
      rank: 1,
      wrongRank: 9,
      probability: 0.5,
      top: [],
      topCorrupt: [],
      ...task,
    },
  }
}

const wrong = (rank: number, wrongRank: number): Partial<RowTask> => {
  return { clean: -1, corrupt: -2, margin: -1, isRight: false, rank, wrongRank }
}
const rows = (count: number, ...of: [Partial<RowTask>?, Partial<TaskPair>?, boolean?]) =>
  Array.from({ length: count }, (_, id) => row(id, ...of))
const warnings = (of: (TaskRow | null)[]) => taskSummary(of, VOCAB).warnings

describe('the summary of a set', () => {
  it('counts, means, the worst row; rows that are not measured keep their number', () => {
    const set = [row(0), null, row(1, wrong(2, 1)), row(2, { clean: 5, margin: 5 })]
    expect(taskSummary(set, VOCAB)).toEqual({
      rows: 3,
      judged: 3,
      right: 2,
      metric: 'logit_diff',
      meanClean: 2,
      meanCorrupt: -4 / 3,
      worst: 2,
      duplicates: [],
      unchanged: [],
      warnings: [],
    })
  })

  it('means are of one metric: of rows without wrong answers only where no row has any', () => {
    const logProb = { metric: 'log_prob' as const, clean: -7 }
    expect(taskSummary([row(0), row(1, logProb)], VOCAB)).toMatchObject({
      metric: 'logit_diff',
      meanClean: 2,
    })
    expect(taskSummary([row(1, logProb)], VOCAB)).toMatchObject({ metric: 'log_prob', meanClean: -7 })
  })

  it('rows without answers are looked at and not judged', () => {
    const none = { metric: null, clean: null, corrupt: null, margin: null, isRight: null, rank: null }
    expect(taskSummary([row(0, none)], VOCAB)).toMatchObject({
      rows: 1,
      judged: 0,
      worst: null,
      meanClean: null,
    })
    expect(taskSummary([], VOCAB)).toMatchObject({ rows: 0, warnings: [] })
  })

  it('finds duplicates by what the model reads: answers are sets', () => {
    const set = [
      row(0, {}, { answers: [3, 5] }),
      row(0, {}, { answers: [5, 3, 3] }),
      row(0, {}, { position: 0 }),
    ]
    expect(taskSummary(set, VOCAB).duplicates).toEqual([1])
  })

  it('finds rows whose corruption changes nothing', () => {
    expect(changesNothing({ clean: 1, corrupt: 1.0009 })).toBe(true)
    expect(changesNothing({ clean: 1, corrupt: 1.0011 })).toBe(false)
    expect(changesNothing({ clean: null, corrupt: null })).toBe(false)
    expect(taskSummary([row(0, { corrupt: 2 }), row(1)], VOCAB).unchanged).toEqual([0])
  })
})

describe('a set that looks wrong says why', () => {
  it('ids of another tokenizer', () => {
    const foreign = rows(4, wrong(21_000, 17_000), {}, true)
    expect(warnings(foreign)).toEqual([
      "0 % right: the answers' ids may belong to another tokenizer (to the model they are unlikely tokens like any other).",
    ])
  })

  it('ids of another tokenizer that are ahead by chance', () => {
    const chance = rows(4, wrong(21_000, 17_000), {}, true).map((one, i) =>
      i < 3 ? { ...one, task: { ...one.task, margin: 1, clean: 1, isRight: true } } : one,
    )
    expect(warnings(chance)[0]).toMatch(/^75 % right: the answers' ids may belong to another tokenizer/)
    // In a small vocabulary few tokens are far.
    expect(taskSummary(rows(4, wrong(40, 30), {}, true), 120).warnings[0]).toContain('another tokenizer')
    expect(taskSummary(rows(4, wrong(20, 10), {}, true), 120).warnings[0]).toContain('does not do this task')
  })

  it('the same ranks of answers typed as text', () => {
    expect(warnings(rows(4, wrong(21_000, 17_000)))).toEqual([
      '0 % right: the answers are far from what the model says; look at its first choices, at spaces before answers, and at BOS.',
    ])
  })

  it('sides that are exchanged', () => {
    expect(warnings(rows(4, wrong(8, 1), {}, true))).toEqual([
      '0 % right: the model says the wrong answers; the two sides may be exchanged, or it does not do this task.',
    ])
  })

  it('a task that the model does not do', () => {
    const set = [row(0), ...rows(3, wrong(40, 20)).map((one, i) => row(i + 1, one.task))]
    expect(warnings(set)).toEqual([
      '25 % right: the model does not do this task on most rows, so a circuit would explain something else; keep the rows where it is right, or change the prompts.',
    ])
  })

  it('corrupt prompts that change nothing, or do not take the answer away', () => {
    expect(warnings(rows(4, { corrupt: 2 }))).toEqual([
      'All 4 rows have the same metric after the corrupt prompt as after the clean one: there is nothing to patch in them.',
    ])
    expect(warnings(rows(4, { corrupt: 3 }))).toEqual([
      'The metric is 3.00 after corrupt prompts and 2.00 after clean ones: the corruption does not take the answer away.',
    ])
  })

  it('corrupt prompts that leave nearly all of it', () => {
    expect(warnings(rows(4, { corrupt: 1.9 }))).toEqual([
      'The metric is still 1.90 after corrupt prompts, of 2.00 after clean ones: a circuit would explain only this difference, not the answer; corrupt more of what it depends on.',
    ])
    expect(warnings(rows(4, { corrupt: 1.7 }))).toEqual([])
    expect(warnings(rows(4, { metric: 'log_prob', clean: -2, corrupt: -2.1 }))).toEqual([])
  })

  it('one corrupt prompt for all', () => {
    expect(warnings(rows(4, {}, { corrupt: [9, 9] }))).toEqual([
      'All 4 rows have the same corrupt prompt: what is patched in is nearly constant.',
    ])
    const same = rows(4).map(({ task }) => row(0, task))
    expect(taskSummary(same, VOCAB)).toMatchObject({ duplicates: [1, 2, 3], warnings: [] })
  })
})

it('the share of rows is never rounded to all or none', () => {
  expect([0, 0.004, 0.43, 0.999, 1].map(percent)).toEqual(['0 %', 'below 1 %', '43 %', 'above 99 %', '100 %'])
})

it('right by at least so much: rows that are not measured are not known to be', () => {
  expect(isRightBy(row(0).task, 2)).toBe(true)
  expect(isRightBy(row(0).task, 2.1)).toBe(false)
  expect(isRightBy({ ...row(0).task, margin: 0, isRight: false }, 0)).toBe(false)
  expect(isRightBy(null, 0)).toBe(false)
})

it('a row with a problem gives none; a missing answer is none of these', () => {
  const token = (id: number) => ({ id, text: `${id}` })
  const checked = {
    clean: [token(1)],
    corrupt: [token(2)],
    answers: [],
    wrongAnswers: [token(4)],
    answerPosition: 0,
    startsWithBos: false,
    differences: [0],
    notes: [],
  }
  const missing = { field: 'answers' as const, message: 'none', isMissing: true }
  const pair = { clean: [1], corrupt: [2], answers: [], wrongAnswers: [4], position: 0 }
  expect(taskPairOf({ ...checked, problems: [missing] })).toEqual(pair)
  expect(taskPairOf({ ...checked, problems: [{ ...missing, isMissing: undefined }] })).toBe(null)
})
