import {
  FILE_LIMITS,
  MAX_PROMPT_ROWS,
  PatchbayError,
  refuseLines,
  refuseUnreadable,
  repeatedKey,
  repeatedKeyText,
  shownNames,
  type ParsedPrompts,
  type PromptRow,
} from '../../contract'
import { parseTable } from './parse-table'
import { bosChoice, fieldOf, isNameOf, rowFromObject, shown } from './prompt-fields'
import { bosOfRows } from './rows-bos'

/**
 * Pasted or imported prompts. The content decides the format: AutoCircuit JSON (`{"prompts": [...]}` or the
 * bare list), JSONL of the same objects, EAP-IG CSV, or tab-separated rows of a spreadsheet.
 * @throws PatchbayError (bad-input) naming row and field, and the file where it has a name.
 */
export function parsePrompts(text: string, fileName?: string): ParsedPrompts {
  const content = text.replace(/^\uFEFF/, '')
  try {
    if (content.trim() === '')
      throw new PatchbayError('bad-input', 'There is nothing to read: the text is empty.')
    const parsed = isJson(content) ? parseJson(content) : parseTable(content)
    if (parsed.rows.length === 0) throw new PatchbayError('bad-input', 'There are no prompts in it.')
    refuseRows(parsed.rows)
    return content.includes('\uFFFD') ? { ...parsed, notes: [...parsed.notes, LOST_LETTERS] } : parsed
  } catch (error) {
    if (!(error instanceof PatchbayError) || fileName === undefined) throw error
    throw new PatchbayError(error.code, `${fileName}: ${error.message}`, { cause: error })
  }
}

const LOST_LETTERS =
  'The text holds the replacement character \uFFFD: letters were lost when it was written or copied.'

/** Cells of a spreadsheet may begin with a bracket too: `[1, 2]` and a tab are lists of token ids. */
function isJson(content: string): boolean {
  if (!/^\s*[[{]/.test(content)) return false
  const isRow = /^\s*\[[\d\s,]*\]\t/.test(content)
  return !isRow
}

/** More rows than are run would only be noticed when a run is started. */
function refuseRows(rows: PromptRow[]): void {
  if (rows.length <= MAX_PROMPT_ROWS) return
  const counts = `There are ${rows.length.toLocaleString('en-US')} rows; at most ${MAX_PROMPT_ROWS.toLocaleString('en-US')} are read`
  throw new PatchbayError('bad-input', `${counts}: use a part of them.`)
}

function parseJson(text: string): ParsedPrompts {
  refuseUnreadable(text, 'This', FILE_LIMITS.prompts)
  const whole = tryJson(text)
  if (whole.ok) {
    refuseRepeatedKeys(text, whole.value, 'The JSON')
    return { kind: 'rows', layout: 'AutoCircuit JSON', ...rowsFromJson(whole.value) }
  }
  refuseLines(text, 'This', FILE_LIMITS.prompts)
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length > 1 && tryJson(lines[0]).ok)
    return { kind: 'rows', layout: 'JSONL', ...rowsFromLines(text) }
  throw new PatchbayError('bad-input', `This is not valid JSON: ${whole.reason}.`)
}

type Tried = { ok: true; value: unknown } | { ok: false; reason: string }

function tryJson(text: string): Tried {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** @throws PatchbayError (bad-input): of a key that occurs twice only the last would be read. */
function refuseRepeatedKeys(text: string, value: unknown, where: string): void {
  const twice = repeatedKey(text, value)
  if (twice === null) return
  throw new PatchbayError('bad-input', `${where} has ${repeatedKeyText(twice)}: delete one of them.`)
}

type Rows = Pick<ParsedPrompts, 'rows' | 'notes' | 'bos'>

/** A list of rows, an object that holds it as `prompts` (AutoCircuit) or `rows` (our own sets), or the export of a run. */
function rowsFromJson(value: unknown): Rows {
  if (Array.isArray(value)) return rowsFromList(value)
  const object = value as Record<string, unknown>
  const exported = promptsOfExport(object)
  if (exported !== null) return exported
  const key = ['prompts', 'rows'].find((name) => Array.isArray(object[name]))
  if (key) {
    const { [key]: list, ...others } = object
    return rowsFromList(list as unknown[], others)
  }
  if (Object.keys(object).some((name) => isNameOf('clean', name))) return rowsFromList([object])
  throw new PatchbayError(
    'bad-input',
    'The JSON has no list "prompts" of {clean, corrupt, answers, wrong_answers}.',
  )
}

/** What a run was made with, read from its export; null where this is not one, or an older one without prompts. */
function promptsOfExport({ patchbay }: Record<string, unknown>): Rows | null {
  const data = isObject(patchbay) ? patchbay.data : null
  return isObject(data) && Array.isArray(data.rows) ? rowsFromList(data.rows, { bos: data.bos }) : null
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function rowsFromLines(text: string): Rows {
  const values: unknown[] = []
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return
    const tried = tryJson(line)
    if (!tried.ok) throw new PatchbayError('bad-input', `Line ${i + 1} is not valid JSON: ${tried.reason}.`)
    refuseRepeatedKeys(line, tried.value, `Line ${i + 1}`)
    values.push(tried.value)
  })
  return rowsFromList(values)
}

/** `beside`: the other keys of the object that holds the list. */
function rowsFromList(values: unknown[], beside: Record<string, unknown> = {}): Rows {
  const ofSet = fieldOf(beside, 'bos', 'The file')
  const ignored = new Set(Object.keys(beside).filter((name) => !isNameOf('bos', name)))
  const read = values.map((value, i) => {
    if (isObject(value)) return rowFromObject(value, i + 1, ignored)
    throw new PatchbayError(
      'bad-input',
      `Row ${i + 1} must be an object {clean, corrupt, ...}, not ${shown(value)}.`,
    )
  })
  const bos = bosOfRows(
    read.map((one) => one.bos),
    bosChoice(ofSet?.value, 'The file'),
  )
  return {
    rows: read.map(({ row }) => row),
    ...(bos && { bos }),
    notes: ignored.size > 0 ? [`Ignored: ${shownNames([...ignored])}.`] : [],
  }
}
