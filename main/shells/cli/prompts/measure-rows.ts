import {
  hasAnswerIds,
  MAX_TASK_PAIRS,
  PatchbayError,
  readingOf,
  taskPairOf,
  UNMEASURED,
} from '../../../../contract'
import type { CheckedRow, PromptRow, PromptSet, TaskRow } from '../../../../contract'
import type { Host } from '../../../host/host'

/** Rows that the tokenizer is given at one time. */
const CHECKED_AT_ONCE = 200

/** A row of the set: why it is blocked, or what the model says of it. */
export interface MeasuredRow {
  row: PromptRow
  /** null where it is blocked. */
  found: TaskRow | null
  /** Sentences: why it is blocked. */
  problems: string[]
}

/** Rows as the tokenizer reads them, and what the model says of each. */
export interface MeasuredSet {
  rows: MeasuredRow[]
  checked: CheckedRow[]
}

/** Every row of a set on a model; `progress` is called with how many of how many are done. */
export async function measureRows(
  host: Host,
  model: string,
  set: PromptSet,
  progress: (done: number, total: number) => void,
): Promise<MeasuredSet> {
  const checked = await checkedRows(host, model, set)
  const rows = checked.map((read, i): MeasuredRow => {
    const pair = taskPairOf(read)
    const problems = pair ? [] : read.problems.map(({ message }) => message)
    return {
      row: set.rows[i],
      problems,
      found: pair && { pair, hasIds: hasAnswerIds(set.rows[i]), task: UNMEASURED },
    }
  })
  const open = rows.flatMap(({ found }) => found ?? [])
  let done = 0
  while (done < open.length) {
    progress(done, open.length)
    const some = open.slice(done, done + MAX_TASK_PAIRS)
    done += await measured(host, model, some)
  }
  progress(done, open.length)
  return { rows, checked }
}

/** Asks until all of them are known. */
async function measured(host: Host, model: string, rows: TaskRow[]): Promise<number> {
  let missing = rows
  while (missing.length > 0) {
    const answer = await host.call('prompts.task', { model, pairs: missing.map(({ pair }) => pair) })
    missing = missing.filter((row, i) => {
      row.task = answer[i] ?? UNMEASURED
      return answer[i] === null
    })
  }
  return rows.length
}

/**
 * Every row of a set as the model's tokenizer reads it.
 * @throws PatchbayError (bad-input) for what blocks the set as a whole, such as a BOS that the tokenizer does not have.
 */
async function checkedRows(host: Host, model: string, set: PromptSet): Promise<CheckedRow[]> {
  const checked: CheckedRow[] = []
  for (let first = 0; first < set.rows.length; first += CHECKED_AT_ONCE) {
    const rows = set.rows.slice(first, first + CHECKED_AT_ONCE)
    const { rows: some, problems } = await host.call('prompts.check', { model, ...readingOf(set), rows })
    if (problems.length > 0) throw new PatchbayError('bad-input', problems[0])
    checked.push(...some)
  }
  return checked
}
