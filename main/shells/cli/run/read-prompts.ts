import { PatchbayError, rowsOf } from '../../../../contract'
import type { PromptSet } from '../../../../contract'
import { isSample } from '../../../host/files/samples'
import type { Host } from '../../../host/host'
import { findRun } from '../runs/find-run'
import { promptSource, refuseForSample, type ImportOptions } from './import-options'
import { readingOfOptions, type ReadingOptions } from './reading-options'
import { splitOf, type SplitOptions } from './split-options'

export interface PromptOptions extends ReadingOptions, SplitOptions, ImportOptions {}

/** `--prompts`, `--bos`, `--answers` and the split as typed: a file, a sample or those of a run, with notes on how it was read. */
export async function readPrompts(host: Host, options: PromptOptions): Promise<PromptSet> {
  const set = await readSet(host, options)
  return { ...set, split: splitOf(options, set.split) }
}

const OF_RUN = 'run:'

/** The prompts of a run in the store, as they were given to it. */
async function promptsOfRun(host: Host, options: PromptOptions): Promise<PromptSet> {
  const { prompts } = options
  refuseForSample(options)
  const { id, name } = await findRun(host, prompts.slice(OF_RUN.length))
  const { config } = await host.call('runs.get', { id })
  if (!config)
    throw new PatchbayError('bad-input', `${name} is a circuit file that was opened: it has no prompts.`)
  const { reading } = readingOfOptions(options, config.prompts, prompts)
  return { ...config.prompts, ...reading }
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
  if (prompts.startsWith(OF_RUN)) return promptsOfRun(host, options)
  const { source, fileName } = promptSource(options)
  const read = rowsOf(await host.call('prompts.parse', source))
  const { bos: saidBos, proposedBos, choices } = read
  const said = { bos: saidBos, proposedBos, answerReading: choices?.answerReading }
  const { reading, notes: ofReading } = readingOfOptions(options, said, fileName)
  return { name: fileName, rows: read.rows, notes: [...read.notes, ...ofReading], ...choices, ...reading }
}
