import type { PromptRow } from './prompts'
import { changesNothing, taskPairKey, type RowTask, type TaskPair } from './task-check'

/** A row of a set with what the model says of it. */
export interface TaskRow {
  pair: TaskPair
  task: RowTask
  /** Its answers were given as token ids, not as text. */
  hasIds: boolean
}

/** Whether answers of a row are given as token ids. */
export function hasAnswerIds({
  answers,
  wrongAnswers,
}: Pick<PromptRow, 'answers' | 'wrongAnswers'>): boolean {
  return [...answers, ...wrongAnswers].some((answer) => typeof answer === 'number')
}

/** What the model says of a set. Rows are counted from 0, as they are given. */
export interface TaskSummary {
  /** Rows looked at, and of these those with answers. */
  rows: number
  judged: number
  right: number
  /** Mean metric of the rows with wrong answers (logit_diff), else of those without (log_prob). */
  metric: RowTask['metric']
  meanClean: number | null
  meanCorrupt: number | null
  /** The row of the smallest margin. */
  worst: number | null
  /** Rows equal to an earlier one, in all that the model reads. */
  duplicates: number[]
  /** Rows whose metric is the same after both prompts. */
  unchanged: number[]
  /** What looks wrong with the set as a whole, each a sentence. */
  warnings: string[]
}

/** Fewer rows say little about a set. */
const FEW = 3
/** The best answer of a task that a model does at all is far before this rank. */
const farRank = (vocabSize: number) => Math.min(Math.max(100, 0.01 * vocabSize), vocabSize / 4)
/** A wrong answer that the model would say itself. */
const NEAR_RANK = 5
/** So large a part of the rows makes a set. */
const MOST = 0.9
const HALF = 0.5

/** @param rows null for one that was not measured. */
export function taskSummary(rows: readonly (TaskRow | null)[], vocabSize: number): TaskSummary {
  const measured = [...rows.entries()].filter((entry): entry is [number, TaskRow] => entry[1] !== null)
  const judged = measured.filter(([, { task }]) => task.isRight !== null)
  const right = judged.filter(([, { task }]) => task.isRight).length
  const metric = judged.some(([, { task }]) => task.metric === 'logit_diff')
    ? 'logit_diff'
    : (judged[0]?.[1].task.metric ?? null)
  const ofMetric = judged.map(([, { task }]) => task).filter((task) => task.metric === metric)
  const worst = judged.reduce<[number, TaskRow] | null>(
    (least, one) => (least === null || one[1].task.margin! < least[1].task.margin! ? one : least),
    null,
  )
  const unchanged = measured.filter(([, { task }]) => changesNothing(task)).map(([row]) => row)
  const found = {
    rows: measured.length,
    judged: judged.length,
    right,
    metric,
    meanClean: meanOf(ofMetric.map(({ clean }) => clean!)),
    meanCorrupt: meanOf(ofMetric.map(({ corrupt }) => corrupt!)),
    worst: worst && worst[0],
    duplicates: duplicatesOf(measured),
    unchanged,
  }
  const only = measured.map(([, row]) => row)
  return { ...found, warnings: warningsOf(found, only, vocabSize) }
}

function duplicatesOf(rows: readonly [number, TaskRow][]): number[] {
  const seen = new Set<string>()
  return rows.flatMap(([row, { pair }]) => {
    const key = keysOf(pair).all
    if (seen.has(key)) return [row]
    seen.add(key)
    return []
  })
}

/** Of pairs, which are never changed in place. */
interface PairKeys {
  all: string
  clean: string
  corrupt: string
}
const keys = new WeakMap<TaskPair, PairKeys>()

function keysOf(pair: TaskPair): PairKeys {
  const known = keys.get(pair)
  if (known) return known
  const found = { all: taskPairKey(pair), clean: pair.clean.join(), corrupt: pair.corrupt.join() }
  keys.set(pair, found)
  return found
}

type Found = Omit<TaskSummary, 'warnings'>

function warningsOf(found: Found, rows: readonly TaskRow[], vocabSize: number): string[] {
  const { judged, right, meanClean, meanCorrupt, unchanged } = found
  const few = judged < FEW
  const isMostlyRight = right >= HALF * judged
  return [
    ...(judged > 0 ? aboutAnswers(found, rows, vocabSize) : []),
    ...(!few && unchanged.length > HALF * judged
      ? [
          `${countText(unchanged.length, judged)} have the same metric after the corrupt prompt as after the clean one: there is nothing to patch in them.`,
        ]
      : []),
    ...(!few && isMostlyRight && unchanged.length < judged && meanCorrupt! >= meanClean!
      ? [
          `The metric is ${figure(meanCorrupt!)} after corrupt prompts and ${figure(meanClean!)} after clean ones: the corruption does not take the answer away.`,
        ]
      : []),
    ...(!few && isMostlyRight ? hardlyTaken(found) : []),
    ...nearlyOneCorrupt(rows),
  ]
}

/** After corrupt prompts the answer is nearly as far ahead: what all edges together change is small. */
function hardlyTaken({ metric, meanClean, meanCorrupt }: Found): string[] {
  if (metric !== 'logit_diff' || meanCorrupt! >= meanClean!) return []
  if (meanCorrupt! < MOST * meanClean!) return []
  return [
    `The metric is still ${figure(meanCorrupt!)} after corrupt prompts, of ${figure(meanClean!)} after clean ones: a circuit would explain only this difference, not the answer; corrupt more of what it depends on.`,
  ]
}

/**
 * Why a model may be wrong on most rows, or right by chance: of two tokens that have nothing to do with the prompt either may
 * be ahead.
 */
function aboutAnswers({ judged, right }: Found, rows: readonly TaskRow[], vocabSize: number): string[] {
  const begun = `${percent(right / judged)} right`
  const tasks = rows.filter(({ task }) => task.isRight !== null)
  const isFar = median(tasks.map(({ task }) => task.rank!)) > farRank(vocabSize)
  const wrongRanks = tasks.flatMap(({ task }) => task.wrongRank ?? [])
  const isWrongNear = wrongRanks.length > 0 && median(wrongRanks) <= NEAR_RANK
  if (isWrongNear && share(tasks, ({ task }) => task.rank! > (task.wrongRank ?? Infinity)) > MOST)
    return [
      `${begun}: the model says the wrong answers; the two sides may be exchanged, or it does not do this task.`,
    ]
  if (isFar && tasks.some(({ hasIds }) => hasIds))
    return [
      `${begun}: the answers' ids may belong to another tokenizer (to the model they are unlikely tokens like any other).`,
    ]
  if (isFar)
    return [
      `${begun}: the answers are far from what the model says; look at its first choices, at spaces before answers, and at BOS.`,
    ]
  if (right >= HALF * judged) return []
  return [
    `${begun}: the model does not do this task on most rows, so a circuit would explain something else; keep the rows where it is right, or change the prompts.`,
  ]
}

/** Clean prompts differ, and their corrupt prompts are nearly all the same. */
function nearlyOneCorrupt(rows: readonly TaskRow[]): string[] {
  if (rows.length < FEW) return []
  const counts = new Map<string, number>()
  for (const { pair } of rows) {
    const key = keysOf(pair).corrupt
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  const clean = new Set(rows.map(({ pair }) => keysOf(pair).clean)).size
  if (most < MOST * rows.length || clean < HALF * rows.length) return []
  return [
    `${countText(most, rows.length)} have the same corrupt prompt: what is patched in is nearly constant.`,
  ]
}

const countText = (count: number, all: number) =>
  count === all
    ? `All ${all} rows`
    : `${count.toLocaleString('en-US')} of ${all.toLocaleString('en-US')} rows`

/** `0 %`, `43 %`; never 0 or 100 where that is not exact. */
export function percent(part: number): string {
  const rounded = Math.round(100 * part)
  if (rounded === 0 && part > 0) return 'below 1 %'
  return rounded === 100 && part < 1 ? 'above 99 %' : `${rounded} %`
}

const figure = (value: number) => value.toFixed(2)

function share<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.filter(is).length / items.length
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
