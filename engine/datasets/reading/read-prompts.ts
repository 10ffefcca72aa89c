import { decodeText, FILE_LIMITS, PatchbayError, refuseSize } from '../../../contract'
import type { NamedBytes, ParsedPrompts, PromptSourceArgs, ReadPrompts } from '../../../contract'
import { delimitedRecords } from './delimited'
import { fileKind } from './file-kind'
import { jsonRecords } from './json-records'
import { parquetRecords } from './parquet'
import type { Records } from './records'
import { refuseOtherTexts } from './text-kind'
import { understand, understandRows, type Understanding } from './understand'
import { gunzipped } from './unpack'
import { workbookRecords } from './workbook'

/** What the reading of prompts may ask of an open model. */
export type TokenCount = (text: string) => number

/**
 * Pasted text or a file of prompts, whatever layout and container it has.
 * @throws PatchbayError (bad-input) naming the file, what is wrong with it, and where.
 */
export async function readPrompts(
  args: PromptSourceArgs,
  tokenCount: TokenCount | null,
): Promise<ReadPrompts> {
  const { text, file, mapping, options = {} } = args
  const fileName = file?.fileName ?? args.fileName
  return namingFile(fileName, async () => {
    const records = file ? await recordsOfFile(file) : recordsOfText(text ?? '', fileName === undefined)
    const partner = args.partner ? await recordsOfFile(args.partner) : null
    const context = { options, tokenCount, partner }
    const given: Understanding = { records, context, fileName, mapping, partnerName: args.partner?.fileName }
    return understand(given)
  })
}

/** Text of prompts whose columns are known. @throws PatchbayError (bad-input), also where they are not. */
export function parsePrompts(text: string, fileName?: string): ParsedPrompts {
  try {
    const records = recordsOfText(text, fileName === undefined)
    return understandRows({ records, fileName, context: { options: {}, tokenCount: null, partner: null } })
  } catch (error) {
    throw named(error, fileName)
  }
}

async function namingFile<T>(fileName: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw named(error, fileName)
  }
}

function named(error: unknown, fileName: string | undefined): unknown {
  if (!(error instanceof PatchbayError) || fileName === undefined) return error
  if (error.message.startsWith(`${fileName} `)) return error
  return new PatchbayError(error.code, `${fileName}: ${error.message}`, { cause: error })
}

/** A file may be packed twice by mistake; one that never ends holds itself. */
const MOST_PACKED = 4

async function recordsOfFile({ bytes, fileName }: NamedBytes, packed = 0): Promise<Records> {
  refuseSize(bytes.length, 'The file', FILE_LIMITS.prompts)
  if (bytes.length === 0) throw new PatchbayError('bad-input', 'The file is empty.')
  switch (fileKind(bytes)) {
    case 'gzip':
      if (packed === MOST_PACKED) throw packedTooOften()
      return recordsOfFile({ bytes: gunzipped(bytes), fileName: fileName.replace(/\.gz$/i, '') }, packed + 1)
    case 'zip':
      return workbookRecords(bytes)
    case 'parquet':
      return parquetRecords(bytes)
    case null: {
      const { text, note } = decodeText(bytes, fileName)
      const records = recordsOfText(text, false)
      return note === null ? records : { ...records, notes: [note, ...records.notes] }
    }
  }
}

function packedTooOften(): PatchbayError {
  const what = `The file is packed with gzip more than ${MOST_PACKED} times`
  return new PatchbayError('bad-input', `${what}: unpack it, and import the file in it.`)
}

const LOST_LETTERS =
  'The text holds the replacement character \uFFFD: letters were lost when it was written or copied.'

function recordsOfText(text: string, isPasted: boolean): Records {
  const content = text.replace(/^\uFEFF/, '')
  if (content.trim() === '')
    throw new PatchbayError('bad-input', 'There is nothing to read: the text is empty.')
  refuseOtherTexts(content)
  const records = isJson(content) ? jsonRecords(content) : delimitedRecords(content, isPasted)
  return content.includes('\uFFFD') ? { ...records, notes: [...records.notes, LOST_LETTERS] } : records
}

/** Cells of a spreadsheet may begin with a bracket too: `[1, 2]` and a tab are lists of token ids. */
function isJson(content: string): boolean {
  if (!/^\s*[[{]/.test(content)) return false
  const isRow = /^\s*\[[\d\s,]*\]\t/.test(content)
  return !isRow
}
