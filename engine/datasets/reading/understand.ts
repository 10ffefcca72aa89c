import {
  isCleanOfPair,
  MAX_PREVIEW_ROWS,
  MAX_PROMPT_ROWS,
  PatchbayError,
  rowsOf,
  shownNames,
} from '../../../contract'
import type {
  ColumnMapping,
  ParsedPrompts,
  PromptOption,
  PromptRow,
  ReadPrompts,
  UnmappedColumns,
} from '../../../contract'
import { LAYOUTS, wordLists, type LayoutContext, type LayoutRows } from '../layouts'
import { mappedRows } from '../mapping/mapped-rows'
import { suggestColumns } from '../mapping/suggest-columns'
import { refuseColumnCount, type Records } from './records'

export interface Understanding {
  records: Records
  context: LayoutContext
  fileName?: string
  partnerName?: string
  /** What a person said of the columns. */
  mapping?: ColumnMapping
}

/** What a table of prompts means: by what a person said of it, by a layout that is known, or that nobody knows. */
export function understand(given: Understanding): ReadPrompts {
  const { records, mapping, context } = inOrder(given)
  refuseRowCount(records.rows.length)
  refuseColumnCount(records.columns.length)
  if (records.rows.length === 0) throw new PatchbayError('bad-input', 'There are no prompts in it.')
  if (mapping) {
    refusePartner(context)
    refuseOtherOptions(context.options, [])
    const read = mappedRows(records, mapping)
    return { ...parsed(given, 'Columns that were named', records, read), mapping }
  }
  const words = wordLists(records)
  if (words) return words
  const layout = LAYOUTS.find((one) => one.recognises(records, context))
  if (!layout?.isPair) refusePartner(context)
  if (!layout) return unmapped(records)
  const read = layout.read(records, context)
  if (read.rows.length === 0) throw nothingLeft(read)
  refuseOtherOptions(context.options, read.options ?? [])
  const prompts = parsed(given, layout.name, records, read)
  const proposes = layout.prependsBos !== undefined && prompts.bos === undefined && hasTexts(read.rows)
  return proposes ? { ...prompts, proposedBos: { bos: 'yes', why: layout.prependsBos! } } : prompts
}

/** @throws PatchbayError (bad-input) also where it is not known which column is what. */
export function understandRows(given: Understanding): ParsedPrompts {
  return rowsOf(understand(given))
}

/** Two files of a pair have the same columns: which is the clean one, their names say. */
function inOrder(given: Understanding): Understanding {
  const { records, context, fileName = '', partnerName = '' } = given
  if (!context.partner || isCleanOfPair(fileName) || !isCleanOfPair(partnerName)) return given
  return { ...given, records: context.partner, context: { ...context, partner: records } }
}

/** A file that would not be read. */
function refusePartner({ partner }: LayoutContext): void {
  if (partner === null) return
  const what = 'Only the two files of a pair (PEAP) are one set of prompts'
  throw new PatchbayError('bad-input', `${what}: give one file here, or put both in one.`)
}

/** What was chosen is honoured, or it is said why it cannot be. */
function refuseOtherOptions(chosen: Record<string, string>, options: readonly PromptOption[]): void {
  for (const [name, value] of Object.entries(chosen)) {
    const option = options.find((one) => one.name === name)
    const what = name === 'corrupt' ? 'corrupt prompts' : name
    if (!option)
      throw new PatchbayError('bad-input', `This file leaves no choice of ${what}: leave that option out.`)
    if (!option.values || option.values.includes(value)) continue
    const there = `there are ${shownNames(option.values)}`
    throw new PatchbayError('bad-input', `There is no "${value}" to take the ${what} from; ${there}.`)
  }
}

function parsed(
  { fileName }: Understanding,
  name: string,
  records: Records,
  read: LayoutRows,
): ParsedPrompts {
  const { rows, bos, choices, options, used, notes = [] } = read
  const layout = `${name}, ${records.container}`
  const source = fileName === undefined ? {} : { source: { kind: 'file' as const, fileName, layout } }
  const all = { ...source, ...choices }
  return {
    kind: 'rows',
    layout,
    rows,
    ...(bos && { bos }),
    ...(Object.keys(all).length > 0 && { choices: all }),
    ...(options && { options }),
    notes: [...records.notes, ...notes, ...ignoredNotes(records, used)],
  }
}

function ignoredNotes({ columns, beside, isText, rows }: Records, used: readonly string[]): string[] {
  const isEmpty = (name: string) => isText && rows.every((row) => row[name] === null || row[name] === '')
  const ignored = [...Object.keys(beside), ...columns].filter(
    (name) => !used.includes(name) && !isEmpty(name),
  )
  return ignored.length > 0 ? [`Ignored: ${shownNames(ignored)}.`] : []
}

function unmapped(records: Records): UnmappedColumns {
  const { container, columns, rows, notes, isText } = records
  const preview = rows.slice(0, MAX_PREVIEW_ROWS)
  return {
    kind: 'columns',
    container,
    columns,
    rows: preview.map((row) => columns.map((name) => cellText(row[name]))),
    isText,
    rowCount: rows.length,
    suggested: suggestColumns(records),
    notes,
  }
}

function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

/** More rows than are run would only be noticed when a run is started. */
function refuseRowCount(count: number): void {
  if (count <= MAX_PROMPT_ROWS) return
  const most = MAX_PROMPT_ROWS.toLocaleString('en-US')
  throw new PatchbayError(
    'bad-input',
    `There are more than ${most} rows, which is more than is read: use a part of them.`,
  )
}

function nothingLeft({ notes = [] }: LayoutRows): PatchbayError {
  return new PatchbayError('bad-input', ['No row is left.', ...notes].join(' '))
}

function hasTexts(rows: readonly PromptRow[]): boolean {
  return rows.some(({ clean, corrupt }) => typeof clean === 'string' || typeof corrupt === 'string')
}
