import { closeSync, openSync, readSync, statSync, type Stats } from 'node:fs'
import { FILE_LIMITS, isLogits, PatchbayError, refuseLines, refuseSize } from '../../../../contract'
import type { CircuitFile, FileLimit } from '../../../../contract'
import { readBytes as readFileBytes, readingError } from '../../../../engine/reading'
import { parseJson } from '../../../host/files/parse-json'
import { parseCircuitFile } from '../../../host/files/read-circuit'

// Files that are named on the command line.

/** Where a shell puts what it pipes in: `--prompts <(...)`, `--prompts /dev/stdin`. */
const PIPED = /^\/dev\/(stdin|fd\/\d+)$/

/** The text of a file, or of what is piped in. @throws PatchbayError (bad-input) saying why it cannot be read. */
export function readText(file: string, limit: FileLimit): string {
  return readBytes(file, limit).toString('utf8')
}

/** As `readText`, as bytes. */
export function readBytes(file: string, limit: FileLimit): Buffer {
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

/** A circuit file. @throws PatchbayError (bad-input) where there is no file, and as parseCircuitFile. */
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
