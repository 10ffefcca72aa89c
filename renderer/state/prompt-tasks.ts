import { create } from 'zustand'
import {
  hasAnswerIds,
  isCheckedAtOnce,
  MAX_TASK_PAIRS,
  messageOf,
  taskPairOf,
  taskSummary,
  type CheckedRow,
  type RowTask,
  type TaskPair,
  type TaskRow,
  type TaskSummary,
} from '../../contract'
import { call } from './client'
import { isBlank, toPromptRow, type DraftRow } from './prompt-draft'
import type { RowChecks } from './prompt-readiness'
import { isIdsOnly, usePrompts } from './prompt-store'
import { useWorkbench } from './workbench'

/** Whether the open model does the task of the prompts: found out row by row, in the background. */

interface TasksStore {
  /** Counts up with each answer, so that what is shown of it is drawn again. */
  answers: number
  /** Of the rows that can be measured. */
  done: number
  total: number
  isChecking: boolean
  /** One sentence where the model could not be asked. */
  problem: string | null
  /** Of the rows on screen; null while none is measured. */
  summary: TaskSummary | null
}

const NOTHING: TasksStore = {
  answers: 0,
  done: 0,
  total: 0,
  isChecking: false,
  problem: null,
  summary: null,
}

export const useTasks = create<TasksStore>(() => NOTHING)

/** By what the tokenizer made of a row, which is another object whenever that may have changed. */
const tasks = new WeakMap<CheckedRow, RowTask>()
const pairs = new WeakMap<CheckedRow, TaskPair | null>()

function pairOf(row: CheckedRow): TaskPair | null {
  const known = pairs.get(row)
  if (known !== undefined) return known
  const pair = taskPairOf(row)
  pairs.set(row, pair)
  return pair
}

/** What the model says of a row; undefined until it is known. */
export function useRowTask(row: CheckedRow | undefined): RowTask | undefined {
  return useTasks(() => (row ? tasks.get(row) : undefined))
}

/** A large model is asked at a click only: it has to be read through for every part of the rows. */
export function isAskedAtOnce(): boolean {
  const { model } = useWorkbench.getState()
  return model !== null && (isCheckedAtOnce(model) || model.stamp === allowed)
}
let allowed: string | null = null

/** Asks a large model, or again one that could not be asked. */
export function askModel(): void {
  allowed = useWorkbench.getState().model?.stamp ?? null
  scheduleTasks(0)
}

/** The rows of the draft with what the model says of them, in their order; null where that is not known. */
export function measuredRows(): (TaskRow | null)[] {
  const { draft, checks } = usePrompts.getState()
  return draft.rows.map((row) => {
    const result = currentCheck(row, checks)
    const pair = result && pairOf(result)
    const task = result && tasks.get(result)
    return pair && task ? { pair, task, hasIds: hasAnswerIds(toPromptRow(row, isIdsOnly())) } : null
  })
}

function currentCheck(row: DraftRow, checks: RowChecks): CheckedRow | null {
  const check = checks[row.key]
  return check?.row === row && !isBlank(row) ? check.result : null
}

/** Rows that are to be asked about: those that were edited first, then in their order. */
function rowsToAsk(): { wanted: CheckedRow[]; total: number } {
  const { draft, checks } = usePrompts.getState()
  const edited: CheckedRow[] = []
  const others: CheckedRow[] = []
  let total = 0
  for (const row of draft.rows) {
    const result = currentCheck(row, checks)
    if (!result || !pairOf(result)) continue
    total++
    if (tasks.has(result)) measuredKeys.add(row.key)
    else (measuredKeys.has(row.key) ? edited : others).push(result)
  }
  return { wanted: [...edited, ...others], total }
}
/** Keys of rows that were measured once: where they are not any more, they were edited. */
const measuredKeys = new Set<number>()

const PAUSE_MS = 30
/** How long after a change the set is summed up: not with every letter, and large sets less often. */
const summaryPauseMs = (rows: number) => Math.max(250, Math.min(1_500, rows / 8))

let timer: ReturnType<typeof setTimeout> | null = null
let summing: ReturnType<typeof setTimeout> | null = null
let asking: AbortController | null = null

function scheduleTasks(delayMs = PAUSE_MS): void {
  if (timer) clearTimeout(timer)
  timer = setTimeout(() => void ask(), delayMs)
}

async function ask(): Promise<void> {
  if (asking) return // goes on with what is wanted then
  const { model, view } = useWorkbench.getState()
  const { wanted, total } = rowsToAsk()
  const isAsked = model !== null && view === 'dataset' && isAskedAtOnce() && wanted.length > 0
  useTasks.setState({ done: total - wanted.length, total, isChecking: isAsked })
  scheduleSummary()
  if (!isAsked) return
  const mine = new AbortController()
  asking = mine
  try {
    const some = wanted.slice(0, MAX_TASK_PAIRS)
    const asked = { model: model.path, pairs: some.map((row) => pairOf(row)!) }
    const answer = await call('prompts.task', asked, { signal: mine.signal })
    answer.forEach((task, i) => task && tasks.set(some[i], task))
    useTasks.setState(({ answers }) => ({ answers: answers + 1, problem: null }))
    if (asking === mine) asking = null
    await ask()
  } catch (error) {
    // What was given up is asked again when it is wanted.
    if (asking !== mine) return
    asking = null
    useTasks.setState({ isChecking: false, problem: messageOf(error) })
  }
}

function giveUp(): void {
  const given = asking
  asking = null
  given?.abort()
}

function scheduleSummary(): void {
  if (summing) return
  summing = setTimeout(() => {
    summing = null
    const rows = measuredRows()
    const vocabSize = useWorkbench.getState().model?.vocabSize ?? 0
    const summary = rows.some((row) => row !== null) ? taskSummary(rows, vocabSize) : null
    useTasks.setState({ summary })
  }, summaryPauseMs(useTasks.getState().total))
}

/** Follows the prompts, the model and the view; returns the function that ends it. */
export function followTasks(): () => void {
  const endPrompts = usePrompts.subscribe((now, before) => {
    // Tokens that are new can be asked about at once.
    if (now.checks !== before.checks) scheduleTasks(0)
    else if (now.draft.rows !== before.draft.rows) scheduleTasks()
  })
  const endWorkbench = useWorkbench.subscribe((now, before) => {
    if (now.model?.stamp !== before.model?.stamp || now.model?.path !== before.model?.path) {
      giveUp()
      measuredKeys.clear()
      useTasks.setState(NOTHING)
      scheduleTasks()
    } else if (now.view !== before.view) {
      if (now.view !== 'dataset') giveUp()
      scheduleTasks()
    }
  })
  scheduleTasks()
  return () => {
    endPrompts()
    endWorkbench()
    giveUp()
    if (timer) clearTimeout(timer)
    if (summing) clearTimeout(summing)
    summing = null
  }
}
