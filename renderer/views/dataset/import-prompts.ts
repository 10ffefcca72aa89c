import { decodeText, FILE_LIMITS, refuseSize, rowsOf, type ParsedPrompts } from '../../../contract'
import { latest } from '../../state/latest'
import { call } from '../../state/client'
import { notifyProblem } from '../../state/notify'
import { isIdsOnly } from '../../state/prompt-store'
import { followSet } from '../../state/prompts'
import { appendRows, importRows } from '../../state/read-rows'
import { parseSpreadsheet } from '../../state/spreadsheet'

const ANOTHER_SET = new Error('Another set was opened meanwhile: these rows would have been mixed into it.')

/** Reads pasted text and adds its rows; notifies what was left out, or why nothing was added. */
export async function pasteText(text: string): Promise<void> {
  const isSameSet = followSet()
  try {
    const cells = parseSpreadsheet(text, isIdsOnly())
    if (cells) return appendRows({ rows: cells, notes: [] })
    const read = rowsOf(await call('prompts.parse', { text }))
    if (!isSameSet()) throw ANOTHER_SET
    appendRows(read)
  } catch (error) {
    notifyProblem('Nothing was pasted', error)
  }
}

/** Opens files as a new set: the first begins it, the others are added. */
export async function importFiles(files: Iterable<File>): Promise<void> {
  const isWanted = latest.prompts.begin()
  let isSameSet: (() => boolean) | null = null
  for (const file of files) {
    try {
      const read = await readFile(file)
      if (isSameSet ? !isSameSet() : !isWanted()) throw ANOTHER_SET
      if (isSameSet) appendRows(read)
      else importRows(file.name.replace(/\.[^.]+$/, ''), read)
      isSameSet ??= followSet()
    } catch (error) {
      notifyProblem(`“${file.name}” was not imported`, error)
    }
  }
}

/** A file's rows, whatever its encoding. */
async function readFile(file: File): Promise<ParsedPrompts> {
  refuseSize(file.size, file.name, FILE_LIMITS.prompts)
  const { text, note } = decodeText(new Uint8Array(await file.arrayBuffer()), file.name)
  const read = rowsOf(await call('prompts.parse', { text, fileName: file.name }))
  return note === null ? read : { ...read, notes: [note, ...read.notes] }
}
