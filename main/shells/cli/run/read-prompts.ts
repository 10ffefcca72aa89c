import path from 'node:path'
import { BOS_CHOICES, bosOfWord, decodeText, FILE_LIMITS, oneOf, rowsOf } from '../../../../contract'
import type { BosChoice, PromptSet } from '../../../../contract'
import { isSample } from '../../../host/files/samples'
import type { Host } from '../../../host/host'
import { readBytes } from './read-files'
import { splitOf, type SplitOptions } from './split-options'

export interface PromptOptions extends SplitOptions {
  prompts: string
  /** Wins over what the file says. */
  bos?: string
}

/** `--prompts`, `--bos` and the split as typed: a file or a sample, with notes on how it was read. */
export async function readPrompts(host: Host, options: PromptOptions): Promise<PromptSet> {
  const set = await readSet(host, options)
  return { ...set, split: splitOf(options, set.split) }
}

async function readSet(host: Host, { prompts, bos }: PromptOptions): Promise<PromptSet> {
  const typed =
    bos === undefined ? undefined : (bosOfWord(bos) ?? oneOf<BosChoice>('--bos', BOS_CHOICES, bos))
  if (isSample(prompts)) {
    const set = await host.call('promptSets.get', { id: prompts })
    return { ...set, bos: typed ?? set.bos }
  }
  const fileName = path.basename(prompts)
  const { text, note } = decodeText(readBytes(prompts, FILE_LIMITS.prompts), fileName)
  const read = rowsOf(await host.call('prompts.parse', { text, fileName }))
  const notes = note === null ? read.notes : [note, ...read.notes]
  if (typed !== undefined && read.bos !== undefined && typed !== read.bos) {
    notes.push(`${fileName} says "bos": "${read.bos}"; --bos ${typed} holds.`)
  }
  return { name: fileName, bos: typed ?? read.bos ?? 'tokenizer', rows: read.rows, notes, ...read.choices }
}
