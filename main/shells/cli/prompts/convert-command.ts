import { promptFile } from '../../../../contract'
import { print } from '../../streams'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printNotes } from '../output/print'
import { promptFiles, type ImportOptions } from '../run/import-options'
import { readPrompts } from '../run/read-prompts'
import type { ReadingOptions } from '../run/reading-options'
import { openHost } from '../runs/store-options'

interface ConvertOptions extends ImportOptions, ReadingOptions {
  out?: string
}

/** `patchbay prompts convert`: a file of any known layout as one of ours, which every command reads as it is. */
export async function convertCommand(options: ConvertOptions): Promise<void> {
  checkOutFile({ ...options, inputs: promptFiles(options.prompts) })
  const host = openHost({})
  try {
    const set = await readPrompts(host, options)
    printNotes(set.notes ?? [])
    const text = JSON.stringify(promptFile(set), null, 2)
    if (options.out === undefined) return await print(text)
    await writeOutFile(options.out, `${text}\n`)
    await print(`${set.rows.length} ${set.rows.length === 1 ? 'row' : 'rows'} in ${options.out}`)
  } finally {
    await host.close()
  }
}
