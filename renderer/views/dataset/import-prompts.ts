import { call } from '../../state/client'
import { notifyProblem } from '../../state/notify'
import { isIdsOnly } from '../../state/prompt-store'
import { appendRows, importRows } from '../../state/prompts'
import { parseSpreadsheet } from '../../state/spreadsheet'

/** Reads pasted text and adds its rows; says what was left out, or why nothing was added. */
export async function pasteText(text: string): Promise<void> {
  try {
    const cells = parseSpreadsheet(text, isIdsOnly())
    if (cells) return appendRows(cells, [])
    const { rows, notes } = await call('prompts.parse', { text })
    appendRows(rows, notes)
  } catch (error) {
    notifyProblem('Nothing was pasted', error)
  }
}

/** Opens files as a new set: the first begins it, what else was chosen with it is added. */
export async function importFiles(files: Iterable<File>): Promise<void> {
  let isFirst = true
  for (const file of files) {
    try {
      const { rows, notes } = await call('prompts.parse', { text: await file.text(), fileName: file.name })
      if (isFirst) importRows(file.name.replace(/\.[^.]+$/, ''), rows, notes)
      else appendRows(rows, notes)
      isFirst = false
    } catch (error) {
      notifyProblem(`“${file.name}” was not imported`, error)
    }
  }
}
