import { call } from '../../state/client'
import { notifyProblem } from '../../state/notify'
import { isIdsOnly } from '../../state/prompt-store'
import { appendRows } from '../../state/prompts'
import { parseSpreadsheet } from '../../state/spreadsheet'

/** Reads pasted or imported text and adds its rows; says what was left out, or why nothing was added. */
export async function importText(text: string, fileName?: string): Promise<void> {
  try {
    const cells = fileName ? null : parseSpreadsheet(text, isIdsOnly())
    if (cells) {
      appendRows(cells, [])
      return
    }
    const { rows, notes } = await call('prompts.parse', { text, fileName })
    appendRows(rows, notes)
  } catch (error) {
    notifyProblem(fileName ? `“${fileName}” was not imported` : 'Nothing was pasted', error)
  }
}

export async function importFiles(files: Iterable<File>): Promise<void> {
  for (const file of files) await importText(await file.text(), file.name)
}
