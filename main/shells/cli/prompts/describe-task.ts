import { percent, shown, type RowTask, type TaskSummary } from '../../../../contract'
import type { MeasuredRow } from './measure-rows'

/** Rows of one kind that are named by number. */
const NAMED = 20

/** What a model makes of a set, for people; rows are counted from 1. */
export function describeTask(rows: readonly MeasuredRow[], summary: TaskSummary): string {
  const { worst, duplicates, unchanged, warnings } = summary
  const withProblems = [...rows.entries()].flatMap(([row, { problems, found }]) => {
    const problem = problems[0] ?? found?.task.problem
    return problem === undefined ? [] : [{ row, problem }]
  })
  return [
    rightLine(summary),
    ...metricLine(summary),
    ...(worst === null ? [] : [`worst: row ${worst + 1}, ${rowText(rows[worst].found!.task)}`]),
    ...rowsLine('equal to an earlier row', duplicates),
    ...rowsLine('corruption changes nothing', unchanged),
    ...withProblems.slice(0, NAMED).map(({ row, problem }) => `row ${row + 1}: ${problem}`),
    ...(withProblems.length > NAMED ? [`and ${withProblems.length - NAMED} more rows with problems`] : []),
    ...warnings.map((warning) => `warning: ${warning}`),
  ].join('\n')
}

function rightLine({ judged, right, rows }: TaskSummary): string {
  if (rows === 0) return 'no row could be measured'
  if (judged === 0) return 'no row has an answer to be judged by'
  return `right: ${percent(right / judged)} (${right} of ${judged} rows)`
}

function metricLine({ metric, meanClean, meanCorrupt }: TaskSummary): string[] {
  if (metric === null) return []
  return [
    `${metric}: mean ${meanClean!.toFixed(3)} after clean prompts, ${meanCorrupt!.toFixed(3)} after corrupt ones`,
  ]
}

/** `logit_diff -1.200; the answer has rank 3 (4.1 %), first is " the" (12.0 %)` */
function rowText({ metric, clean, rank, probability, top }: RowTask): string {
  const of = (part: number) => `${(100 * part).toFixed(1)} %`
  const answer = `the answer has rank ${rank} (${of(probability!)})`
  const first = rank === 1 ? '' : `, first is ${shown(top[0].text)} (${of(top[0].probability)})`
  return `${metric} ${clean!.toFixed(3)}; ${answer}${first}`
}

function rowsLine(what: string, rows: readonly number[]): string[] {
  if (rows.length === 0) return []
  const named = rows.slice(0, NAMED).map((row) => row + 1)
  const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : ''
  return [`${what}: ${rows.length === 1 ? 'row' : 'rows'} ${named.join(', ')}${more}`]
}
