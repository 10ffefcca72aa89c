import { readFileSync } from 'node:fs'
import path from 'node:path'
import { BOS_CHOICES, circuitFileSchema, decodeText, PatchbayError } from '../../contract'
import type { BosChoice, CircuitFile, PromptSet } from '../../contract'
import type { Host } from '../host/host'
import { parseJson } from '../host/parse-json'
import { checkShape } from '../host/readable-problems'
import { isSample } from '../samples'

// Options of several commands, as typed on the command line, turned into what they mean.

/** An option that has to be one of some words. */
export function oneOf<const Choice extends string>(
  option: string,
  choices: readonly Choice[],
  text: string,
): Choice {
  const found = choices.find((choice) => choice === text)
  if (found) return found
  throw new PatchbayError('bad-input', `${option} must be one of ${choices.join(', ')}, not "${text}".`)
}

export interface PromptOptions {
  prompts: string
  /** Wins over what the file says. */
  bos?: string
}

/** `--prompts` and `--bos` as typed: a file or a sample, with what is to be said of how it was read. */
export async function readPrompts(host: Host, { prompts, bos }: PromptOptions): Promise<PromptSet> {
  const typed = bos === undefined ? undefined : oneOf<BosChoice>('--bos', BOS_CHOICES, bos)
  if (isSample(prompts)) {
    const set = await host.call('promptSets.get', { id: prompts })
    return { ...set, bos: typed ?? set.bos }
  }
  const fileName = path.basename(prompts)
  const { text, note } = decodeText(readBytes(prompts), fileName)
  const read = await host.call('prompts.parse', { text, fileName })
  const notes = note === null ? read.notes : [note, ...read.notes]
  if (typed !== undefined && read.bos !== undefined && typed !== read.bos) {
    notes.push(`${fileName} says "bos": "${read.bos}"; --bos ${typed} holds.`)
  }
  return { name: fileName, bos: typed ?? read.bos ?? 'tokenizer', rows: read.rows, notes }
}

/** Errors: one sentence saying why the file cannot be read. */
export function readText(file: string): string {
  return readBytes(file).toString('utf8')
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new PatchbayError('bad-input', `There is no file ${file}.`, { cause: error })
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission denied' : String(code)
    throw new PatchbayError('bad-input', `${file} cannot be read: ${why}.`, { cause: error })
  }
}

/** A circuit file. Errors: no file, no JSON, another shape. */
export function readCircuit(file: string): CircuitFile {
  return checkShape(circuitFileSchema, parseJson(readText(file), file), file)
}

/** A file of edges, one a line; empty lines and those that begin with # are left out. */
export function readEdges(file: string): string[] {
  const lines = readText(file)
    .split(/\r?\n/)
    .map((line) => line.trim())
  const edges = lines.filter((line) => line !== '' && !line.startsWith('#'))
  if (edges.length > 0) return edges
  throw new PatchbayError('bad-input', `${file} names no edge: write one a line, e.g. a0.h1->a1.h2<q>.`)
}

/** `[prompt][vocab]` numbers as JSON. */
export function readLogits(file: string): number[][] {
  const logits = parseJson(readText(file), file)
  const isRow = (row: unknown) => Array.isArray(row) && row.every((one) => typeof one === 'number')
  if (Array.isArray(logits) && logits.every(isRow)) return logits as number[][]
  throw new PatchbayError(
    'bad-input',
    `${file} must be a list of lists of numbers: the logits of each prompt.`,
  )
}

/** `20`, `1,5,10`: whole numbers from `least` on. */
export function wholeNumbers(option: string, text: string, least: number): number[] {
  return text.split(',').map((part) => {
    const number = Number(part)
    if (part.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
    throw new PatchbayError('bad-input', `${option} takes whole numbers from ${least} on, not "${text}".`)
  })
}

export function wholeNumber(option: string, text: string, least: number): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number
  throw new PatchbayError('bad-input', `${option} must be a whole number from ${least} on, not "${text}".`)
}

/** From 1 on. */
export function wholeNumberUpTo(option: string, text: string, most: number): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= 1 && number <= most) return number
  throw new PatchbayError('bad-input', `${option} must be a whole number from 1 to ${most}, not "${text}".`)
}
