import { downloadText } from '../widgets/files'
import { call } from './client'
import { notifyProblem } from './notify'
import type { GraphLayout } from './workbench'

/** A report of these runs, compared where they are several, as one HTML page. */
export async function saveReport(
  ids: readonly string[],
  look: { layout?: GraphLayout } = {},
): Promise<void> {
  try {
    const { fileName, text } = await call('runs.report', { ids: [...ids], picture: look })
    downloadText(fileName, text, 'text/html')
  } catch (error) {
    notifyProblem('The report could not be written', error)
  }
}
