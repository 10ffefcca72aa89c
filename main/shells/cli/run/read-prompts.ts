import { rowsOf } from '../../../../contract'
import type { PromptSet } from '../../../../contract'
import { isSample } from '../../../host/files/samples'
import type { Host } from '../../../host/host'
import { promptSource, refuseForSample, type ImportOptions } from './import-options'
import { readingOfOptions, type ReadingOptions } from './reading-options'
import { splitOf, type SplitOptions } from './split-options'

export interface PromptOptions extends ReadingOptions, SplitOptions, ImportOptions {}

/** `--prompts`, `--bos`, `--answers` and the split as typed: a file or a sample, with notes on how it was read. */
export async function readPrompts(host: Host, options: PromptOptions): Promise<PromptSet> {
  const set = await readSet(host, options)
  return { ...set, split: splitOf(options, set.split) }
}

async function readSet(host: Host, options: PromptOptions): Promise<PromptSet> {
  const { prompts } = options
  if (isSample(prompts)) {
    refuseForSample(options)
    const set = await host.call('promptSets.get', { id: prompts })
    // Only what a person wrote into a file is worth a note where an option says otherwise.
    const { reading } = readingOfOptions(options, set, prompts)
    return { ...set, ...reading }
  }
  const { source, fileName } = promptSource(options)
  const read = rowsOf(await host.call('prompts.parse', source))
  const { bos: saidBos, proposedBos, choices } = read
  const said = { bos: saidBos, proposedBos, answerReading: choices?.answerReading }
  const { reading, notes: ofReading } = readingOfOptions(options, said, fileName)
  return { name: fileName, rows: read.rows, notes: [...read.notes, ...ofReading], ...choices, ...reading }
}
