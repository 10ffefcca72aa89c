import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'
import {
  BOS_CHOICES,
  decodeText,
  FILE_LIMITS,
  isLogits,
  PatchbayError,
  refuseLines,
  refuseSize,
} from '../../../contract'
import type { BosChoice, CircuitFile, FileLimit, PromptSet } from '../../../contract'
import { readBytes as readFileBytes, readingError } from '../../../engine/reading'
import type { Host } from '../../host/host'
import { parseJson } from '../../host/files/parse-json'
import { parseCircuitFile } from '../../host/files/read-circuit'
import { isSample } from '../../host/files/samples'

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
  const { text, note } = decodeText(readBytes(prompts, FILE_LIMITS.prompts), fileName)
  const read = await host.call('prompts.parse', { text, fileName })
  const notes = note === null ? read.notes : [note, ...read.notes]
  if (typed !== undefined && read.bos !== undefined && typed !== read.bos) {
    notes.push(`${fileName} says "bos": "${read.bos}"; --bos ${typed} holds.`)
  }
  return { name: fileName, bos: typed ?? read.bos ?? 'tokenizer', rows: read.rows, notes }
}

/** Where a shell puts what it pipes in: `--prompts <(...)`, `--prompts /dev/stdin`. */
const PIPED = /^\/dev\/(stdin|fd\/\d+)$/

/** The text of a file, or of what is piped in. Errors: one sentence saying why it cannot be read. */
export function readText(file: string, limit: FileLimit): string {
  return readBytes(file, limit).toString('utf8')
}

function readBytes(file: string, limit: FileLimit): Buffer {
  if (PIPED.test(file)) return readPiped(file, limit)
  const stats = statOf(file)
  if (!stats) throw new PatchbayError('bad-input', `There is no file ${file}.`)
  if (stats.isDirectory()) throw new PatchbayError('bad-input', `${file} cannot be read: it is a folder.`)
  return readFileBytes(file, limit)
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch (error) {
    throw readingError(file, error)
  }
}

function readPiped(file: string, limit: FileLimit): Buffer {
  const chunk = Buffer.alloc(2 ** 16)
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    const fd = openSync(file, 'r')
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) {
      refuseSize((bytes += got), file, limit)
      chunks.push(Buffer.from(chunk.subarray(0, got)))
    }
    closeSync(fd)
  } catch (error) {
    throw readingError(file, error)
  }
  return Buffer.concat(chunks)
}

/** A circuit file. Errors: no file, no JSON, another shape. */
export function readCircuit(file: string): CircuitFile {
  return parseCircuitFile(readText(file, FILE_LIMITS.circuit), file)
}

/** A file of edges, one a line; empty lines and those that begin with # are left out. */
export function readEdges(file: string): string[] {
  const text = readText(file, FILE_LIMITS.edgeList)
  refuseLines(text, file, FILE_LIMITS.edgeList)
  const lines = new Set(text.split(/\r?\n/).map((line) => line.trim()))
  const edges = [...lines].filter((line) => line !== '' && !line.startsWith('#'))
  if (edges.length > 0) return edges
  throw new PatchbayError('bad-input', `${file} names no edge: write one a line, e.g. a0.h1->a1.h2<q>.`)
}

/** `[prompt][vocab]` numbers as JSON. */
export function readLogits(file: string): number[][] {
  const logits = parseJson(readText(file, FILE_LIMITS.logits), file, FILE_LIMITS.logits)
  if (isLogits(logits)) return logits
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
