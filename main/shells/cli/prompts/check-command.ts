import {
  answerSetNotes,
  foreignIdsNote,
  keptRows,
  PatchbayError,
  promptFile,
  taskSummary,
} from '../../../../contract'
import type { CheckedRow, PromptSet, TaskFilter, TaskSummary } from '../../../../contract'
import { modelPath } from '../model-path'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printJson, printNotes } from '../output/print'
import { promptFiles, type ImportOptions } from '../run/import-options'
import { readPrompts } from '../run/read-prompts'
import type { ReadingOptions } from '../run/reading-options'
import { openHost } from '../runs/store-options'
import { print } from '../../streams'
import { describeTask } from './describe-task'
import { measureRows, type MeasuredRow } from './measure-rows'

interface CheckOptions extends ReadingOptions, ImportOptions {
  model: string
  prompts: string
  db?: string
  keepRight?: string
  dropDuplicates?: boolean
  dropUnchanged?: boolean
  out?: string
  json?: boolean
}

/** `patchbay prompts check`: whether a model does the task of a set; with `--out` the rows that are kept. */
export async function checkCommand(options: CheckOptions): Promise<void> {
  const filters = filtersOf(options)
  checkOutFile({ ...options, inputs: promptFiles(options.prompts) })
  const host = openHost(options)
  try {
    const model = modelPath(options.model)
    const { vocabSize, warnings } = await host.call('models.open', { path: model })
    const set = await readPrompts(host, options)
    printNotes([...warnings, ...(set.notes ?? [])])
    const { rows, checked } = await measureRows(host, model, set, showProgress)
    printNotes(readingNotes(checked, set))
    const summary = taskSummary(
      rows.map(({ found }) => found),
      vocabSize,
    )
    const kept = keptOf(rows, summary, filters)
    if (options.out !== undefined) await writeOutFile(options.out, fileText(set, kept))
    if (options.json) return await printJson(recordOf(rows, summary, kept))
    await print(describeTask(rows, summary))
    if (options.out !== undefined)
      await print(`kept: ${kept.filter(Boolean).length} of ${rows.length} rows, in ${options.out}`)
  } finally {
    await host.close()
  }
}

/** How the answers were read, and whether ids look as if they were another tokenizer's, as runs note it. */
function readingNotes(checked: readonly CheckedRow[], { answerReading }: PromptSet): string[] {
  const foreign = foreignIdsNote(checked)
  return [...answerSetNotes(checked, answerReading), ...(foreign === null ? [] : [foreign])]
}

function filtersOf({ keepRight, dropDuplicates, dropUnchanged, out }: CheckOptions): TaskFilter[] {
  const least = keepRight === undefined ? undefined : Number(keepRight)
  if (least !== undefined && (keepRight!.trim() === '' || !Number.isFinite(least) || least < 0))
    throw new PatchbayError(
      'bad-input',
      `--keep-right ${keepRight} is not a number of logits: type 0 or more, for example 0.5.`,
    )
  const filters: TaskFilter[] = [
    ...(least === undefined ? [] : [{ kind: 'right' as const, least }]),
    ...(dropDuplicates ? [{ kind: 'duplicates' as const }] : []),
    ...(dropUnchanged ? [{ kind: 'unchanged' as const }] : []),
  ]
  if (filters.length > 0 && out === undefined)
    throw new PatchbayError('bad-input', 'Rows are kept in a file: name it with --out.')
  return filters
}

/** [row] whether every filter keeps it. */
function keptOf(
  rows: readonly MeasuredRow[],
  summary: TaskSummary,
  filters: readonly TaskFilter[],
): boolean[] {
  const found = rows.map((row) => row.found)
  const each = filters.map((filter) => keptRows(found, summary, filter))
  return rows.map((_, row) => each.every((kept) => kept[row]))
}

function fileText(set: PromptSet, kept: readonly boolean[]): string {
  const file = promptFile({ ...set, rows: set.rows.filter((_, row) => kept[row]) })
  return `${JSON.stringify(file, null, 2)}\n`
}

/** For programs; rows are counted from 1, as in sentences. */
function recordOf(rows: readonly MeasuredRow[], summary: TaskSummary, kept: readonly boolean[]) {
  const { worst, duplicates, unchanged, ...counts } = summary
  const ofSet = { worst: worst === null ? null : worst + 1 }
  const lists = { duplicates: duplicates.map((row) => row + 1), unchanged: unchanged.map((row) => row + 1) }
  return {
    summary: { ...counts, ...ofSet, ...lists, blocked: rows.filter(({ found }) => !found).length },
    rows: rows.map(({ found, problems }, i) => ({
      row: i + 1,
      kept: kept[i],
      ...(found ? found.task : { problems }),
    })),
  }
}

/** One line that changes on a terminal; in a log nothing. */
function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(done < total ? `\r\x1b[Kchecking ${done} of ${total} rows` : '\r\x1b[K')
}
