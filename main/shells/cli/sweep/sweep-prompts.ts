import { existsSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import type { PromptSet, SweepFile, SweepFilePrompts } from '../../../../contract'
import { isSample } from '../../../host/files/samples'
import type { Host } from '../../../host/host'
import { readPrompts, type PromptOptions } from '../run/read-prompts'

/** Where prompts were named. */
export interface PromptsOf {
  given: SweepFilePrompts
  file: SweepFile
  folder: string
  where: string
}

/** Options by which a file of prompts is read, by their names in a sweep file. */
const READING = {
  columns: 'columns',
  'corrupt-column': 'corruptColumn',
  verbs: 'verbs',
  bos: 'bos',
  answers: 'answers',
} as const satisfies Record<string, keyof PromptOptions>

/** A set of prompts that a sweep file names, split as it says. @throws PatchbayError (bad-input) saying where it was named. */
export async function promptsOfFile(
  host: Host,
  { given, file, folder, where }: PromptsOf,
): Promise<PromptSet> {
  const split = {
    ...(file['hold-out'] !== undefined && { holdOut: String(file['hold-out']) }),
    ...(file['split-by'] !== undefined && { splitBy: file['split-by'] }),
    ...(file['split-seed'] !== undefined && { splitSeed: String(file['split-seed']) }),
  }
  try {
    if (typeof given === 'string') return await named(host, given, split, folder)
    if (typeof given.file === 'string')
      return await readPrompts(host, {
        ...readingOf(given),
        ...split,
        prompts: path.resolve(folder, given.file),
      })
    return await inline(host, given, split)
  } catch (error) {
    if (error instanceof PatchbayError) error.message = `${where}: ${inFile(error.message)}`
    throw error
  }
}

/** Flags of the command line, as a file has them. */
const inFile = (message: string) => message.replaceAll(/--(hold-out|split-by|split-seed)\b/g, '"$1"')

type Split = Pick<PromptOptions, 'holdOut' | 'splitBy' | 'splitSeed'>

async function named(host: Host, name: string, split: Split, folder: string): Promise<PromptSet> {
  if (isSample(name) || name.startsWith('run:')) return readPrompts(host, { ...split, prompts: name })
  const file = path.resolve(folder, name)
  if (existsSync(file)) return readPrompts(host, { ...split, prompts: file })
  const saved = (await host.call('promptSets.list', {})).find((set) => set.name === name)
  if (!saved)
    throw new PatchbayError(
      'bad-input',
      `there is no file ${file}, and no saved set of prompts called "${name}".`,
    )
  const { splitOf } = await import('../run/split-options')
  const set = await host.call('promptSets.get', { id: saved.id })
  return { ...set, split: splitOf(split, set.split) }
}

function readingOf(given: Record<string, unknown>): Partial<PromptOptions> {
  const { file: _file, ...options } = given
  const unknown = Object.keys(options).find((key) => !(key in READING))
  if (unknown !== undefined)
    throw new PatchbayError(
      'bad-input',
      `a file of prompts has no option "${unknown}": it has ${Object.keys(READING).join(', ')}.`,
    )
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [READING[key as keyof typeof READING], String(value)]),
  )
}

/** Written out where a name could be: read as a file of prompts would be. */
async function inline(host: Host, given: Record<string, unknown>, split: Split): Promise<PromptSet> {
  const { rowsOf } = await import('../../../../contract')
  const { splitOf } = await import('../run/split-options')
  const name = typeof given.name === 'string' && given.name !== '' ? given.name : 'prompts of the sweep'
  const bytes = new TextEncoder().encode(JSON.stringify(given))
  const {
    rows,
    bos = 'tokenizer',
    choices,
    notes,
  } = rowsOf(await host.call('prompts.parse', { file: { fileName: 'prompts.json', bytes }, options: {} }))
  return { name, rows, bos, notes, ...choices, split: splitOf(split, choices?.split) }
}
