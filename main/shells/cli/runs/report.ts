import { MAX_REPORTED_RUNS, PatchbayError } from '../../../../contract'
import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { findRun } from './find-run'
import { pictureChoices, type PictureOptions } from './picture-options'
import { openHost, type StoreOptions } from './store-options'

type ReportOptions = StoreOptions & PictureOptions & { out?: string }

/** A report of the named runs as one HTML page. */
export async function reportCommand(typed: readonly string[], options: ReportOptions): Promise<void> {
  checkOutFile(options)
  const picture = pictureChoices(options)
  if (typed.length > MAX_REPORTED_RUNS)
    throw new PatchbayError(
      'bad-input',
      `A report is of at most ${MAX_REPORTED_RUNS} runs, not ${typed.length}.`,
    )
  const host = openHost(options)
  const ids: string[] = []
  for (const each of typed) ids.push((await findRun(host, each.replace(/^run:/, ''))).id)
  const { text } = await host.call('runs.report', { ids, picture })
  if (options.out === undefined) return print(text)
  await writeOutFile(options.out, text)
}
