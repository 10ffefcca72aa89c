import path from 'node:path'
import { EXPORT_FORMATS, oneOf, type ExportFormat } from '../../../../contract'
import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { findRun } from './find-run'
import { pictureChoices, type PictureOptions } from './picture-options'
import { openHost, type StoreOptions } from './store-options'

type ExportOptions = StoreOptions & PictureOptions & { out?: string; format?: string }

export async function exportCommand(typed: string, options: ExportOptions): Promise<void> {
  checkOutFile(options)
  const format = formatOf(options)
  const picture = pictureChoices(options)
  const host = openHost(options)
  const { id } = await findRun(host, typed.replace(/^run:/, ''))
  const { text } = await host.call('runs.export', { id, format, picture })
  if (options.out === undefined) return print(text)
  await writeOutFile(options.out, text)
}

/** What was asked for, else what the file's name ends in. */
function formatOf({ format, json, out }: ExportOptions): ExportFormat {
  if (json && format === undefined) return 'json'
  if (format !== undefined) return oneOf('--format', EXPORT_FORMATS, format)
  const ending = path
    .extname(out ?? '')
    .slice(1)
    .toLowerCase()
  return EXPORT_FORMATS.find((known) => known === ending) ?? 'json'
}
