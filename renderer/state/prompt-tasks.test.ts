import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CheckedRow, ModelInfo, RowTask, TaskPair } from '../../contract'

// The test decides when the model answers.
interface Asked {
  pairs: TaskPair[]
  signal: AbortSignal
  answer: (rows: (RowTask | null)[]) => void
  fail: (why: Error) => void
}
const host = vi.hoisted(() => ({ asked: [] as unknown[] }))
vi.mock('./client', () => ({
  call: (name: string, { pairs }: { pairs: TaskPair[] }, { signal }: { signal: AbortSignal }) =>
    new Promise(
      (answer, fail) => name === 'prompts.task' && host.asked.push({ pairs, signal, answer, fail }),
    ),
  onEvent: () => () => undefined,
}))

import { filterRows, keptCount, removeBlockedRows } from './filter-rows'
import { newDraft, reduceDraft, type DraftRow } from './prompt-draft'
import type { RowCheck } from './prompt-readiness'
import { usePrompts } from './prompt-store'
import { askModel, followTasks, measuredRows, useTasks } from './prompt-tasks'
import { useWorkbench } from './workbench'

const asked = () => host.asked as Asked[]
const latest = () => asked()[asked().length - 1]
const modelOf = (name: string, parameterCount = 1000) =>
  ({ path: name, stamp: name, vocabSize: 100, parameterCount, tokenizer: {} }) as unknown as ModelInfo

function checkedRow(id: number): CheckedRow {
  const token = (of: number) => ({ id: of, text: `t${of}` })
  const answers = { answers: [token(3)], wrongAnswers: [token(4)] }
  const rest = { answerPosition: 0, startsWithBos: false, differences: [0], problems: [], notes: [] }
  return { clean: [token(id)], corrupt: [token(id + 1)], ...answers, ...rest } as unknown as CheckedRow
}

function taskOf(margin: number): RowTask {
  const numbers = { clean: margin, corrupt: -1, margin, isRight: margin > 0 }
  const ranks = { rank: 1, wrongRank: 2, probability: 0.5 }
  return { metric: 'logit_diff', ...numbers, ...ranks, top: [], topCorrupt: [] }
}

/** Rows whose tokens are known. */
function type(count: number): void {
  const rows = Array.from({ length: count }, (_, id) => ({
    clean: `${id}`,
    corrupt: 'x',
    answers: ['a'],
    wrongAnswers: ['b'],
  }))
  const draft = reduceDraft(newDraft(), { type: 'append', rows })
  usePrompts.setState({ draft, checks: checksOf(draft.rows) })
}
const checksOf = (rows: readonly DraftRow[]) =>
  Object.fromEntries(rows.map((row, i) => [row.key, { row, result: checkedRow(i) }]))

let end: () => void
beforeEach(() => {
  vi.useFakeTimers()
  host.asked.length = 0
  usePrompts.setState({ draft: newDraft(), checks: {} })
  useWorkbench.setState({ model: modelOf('m'), view: 'dataset' })
  end = followTasks()
})
afterEach(() => {
  end()
  vi.useRealTimers()
})
const settle = () => vi.advanceTimersByTimeAsync(1000)

it('asks about the rows whose tokens are known, goes on with what was not answered, and sums them up', async () => {
  type(3)
  await settle()
  expect(latest().pairs).toHaveLength(3)
  expect(useTasks.getState()).toMatchObject({ isChecking: true, done: 0, total: 3, summary: null })
  latest().answer([taskOf(1), null, taskOf(3)])
  await settle()
  expect(latest().pairs.map(({ clean }) => clean)).toEqual([[1]])
  expect(useTasks.getState()).toMatchObject({ isChecking: true, done: 2 })
  latest().answer([taskOf(-2)])
  await settle()
  expect(useTasks.getState()).toMatchObject({ isChecking: false, done: 3, total: 3 })
  expect(useTasks.getState().summary).toMatchObject({ judged: 3, right: 2, worst: 1 })
  expect(asked()).toHaveLength(2)
})

it('asks about an edited row before those that were never asked about', async () => {
  type(600)
  await settle()
  expect(latest().pairs).toHaveLength(500)
  const first = latest()
  first.answer(first.pairs.map(() => taskOf(1)))
  await vi.advanceTimersByTimeAsync(0)
  const second = latest()
  const { draft, checks } = usePrompts.getState()
  const edited = reduceDraft(draft, { type: 'edit', key: 7, field: 'clean', text: 'other' })
  const index = edited.rows.findIndex(({ key }) => key === 7)
  const check = { row: edited.rows[index], result: checkedRow(99) }
  usePrompts.setState({ draft: edited, checks: { ...checks, 7: check } })
  await settle()
  second.answer([taskOf(1), ...second.pairs.slice(1).map(() => null)])
  await settle()
  expect(latest().pairs[0].clean).toEqual([99])
})

it('asks nothing while another view is on screen, and gives up what it asked', async () => {
  type(2)
  await settle()
  const { signal } = latest()
  useWorkbench.setState({ view: 'discover' })
  expect(signal.aborted).toBe(true)
  await settle()
  expect(asked()).toHaveLength(1)
  useWorkbench.setState({ view: 'dataset' })
  await settle()
  expect(asked()).toHaveLength(2)
})

it('forgets what another model said', async () => {
  type(2)
  await settle()
  const late = latest()
  useWorkbench.setState({ model: modelOf('other') })
  usePrompts.setState(({ draft }) => ({ checks: checksOf(draft.rows) }))
  late.answer([taskOf(1), taskOf(1)])
  await settle()
  expect(latest()).not.toBe(late)
  expect(useTasks.getState()).toMatchObject({ done: 0, total: 2, summary: null })
})

it('asks a large model at a click only', async () => {
  useWorkbench.setState({ model: modelOf('large', 7e9) })
  type(1)
  await settle()
  expect(asked()).toHaveLength(0)
  askModel()
  await settle()
  expect(asked()).toHaveLength(1)
})

it('says why the model could not be asked, and asks again at a click', async () => {
  type(1)
  await settle()
  latest().fail(new Error('no memory.'))
  await settle()
  expect(useTasks.getState()).toMatchObject({ isChecking: false, problem: 'no memory.' })
  expect(asked()).toHaveLength(1)
  askModel()
  await settle()
  latest().answer([taskOf(1)])
  await settle()
  expect(useTasks.getState()).toMatchObject({ problem: null, done: 1 })
})

it('keeps the rows on which the model is right; blank ones stay', async () => {
  type(3)
  const { draft } = usePrompts.getState()
  usePrompts.setState({ draft: reduceDraft(draft, { type: 'add' }) })
  await settle()
  latest().answer([taskOf(1), taskOf(-1), taskOf(3)])
  await settle()
  const filter = { kind: 'right', least: 2 } as const
  expect(keptCount(filter)).toBe(1)
  filterRows(filter)
  expect(usePrompts.getState().draft.rows.map(({ clean }) => clean)).toEqual(['2', ''])
  expect(usePrompts.getState().draft.dirty).toBe(true)
  await settle()
  expect(measuredRows().map((row) => row?.task.margin)).toEqual([3, undefined])
  expect(asked()).toHaveLength(1)
})

it('leaves no blank row between those that it keeps: results count rows without them', () => {
  type(3)
  const { draft, checks } = usePrompts.getState()
  const [first, second, third] = draft.rows
  const [gap, end] = [98, 99].map((key) => ({ key, clean: '', corrupt: '', answers: '', wrongAnswers: '' }))
  const problem = { problems: [{ message: 'Clean has 7 tokens, corrupt has 6.' }] }
  const blocked = { row: second, result: { ...checks[second.key].result, ...problem } } as RowCheck
  usePrompts.setState({
    draft: { ...draft, rows: [first, gap, second, third, end] as DraftRow[] },
    checks: { ...checks, [second.key]: blocked },
  })
  removeBlockedRows(undefined)
  expect(usePrompts.getState().draft.rows).toEqual([first, third, end])
})
