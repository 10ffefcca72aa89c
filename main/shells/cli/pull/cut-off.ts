import { sizeText } from '../../../../contract'
import { cutOffDownloads } from '../../../host/hub/begun-downloads'
import { printJson } from '../output/print'
import { print } from '../../streams'

/** `patchbay pull` without a name: what was begun in this cache and did not end. */
export async function listCutOff({ json = false }: { json?: boolean }): Promise<void> {
  const downloads = cutOffDownloads()
  if (json) return printJson(downloads)
  if (downloads.length === 0) {
    process.stderr.write('No download was cut off; to begin one: patchbay pull OWNER/NAME\n')
    return
  }
  const lines = downloads.map(({ name, doneBytes, totalBytes }) => {
    return `${name}: ${sizeText(doneBytes)} of ${sizeText(totalBytes)} here; to go on: patchbay pull ${name}`
  })
  await print(lines.join('\n'))
}
