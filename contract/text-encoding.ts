import { PatchbayError } from './error'

export interface DecodedText {
  text: string
  /** How the file was read where that is not as UTF-8, as one sentence. */
  note: string | null
}

/**
 * A text file of any of the encodings that spreadsheets write: UTF-8, UTF-16 with or without its mark, else Latin-1
 * (as Windows-1252, of which it is a part).
 * @throws PatchbayError (bad-input) where the file holds no text.
 */
export function decodeText(bytes: Uint8Array, fileName: string): DecodedText {
  if (isUtf32(bytes)) throw new PatchbayError('bad-input', `${fileName} is text in UTF-32: save it as UTF-8.`)
  const wide = wideEncoding(bytes)
  if (wide) return { text: decode(bytes, wide), note: `${fileName} was read as UTF-16.` }
  if (bytes.includes(0)) {
    throw new PatchbayError('bad-input', `${fileName} is not a text file: save the prompts as CSV or JSON.`)
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), note: null }
  } catch {
    const note = `${fileName} is not UTF-8 and was read as Latin-1 (Windows-1252): see whether its letters are right.`
    return { text: decode(bytes, 'windows-1252'), note }
  }
}

/** By the mark at the beginning, or by which bytes of plain letters are zero. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes.length < 4 || bytes.length % 2 === 1) return null
  const some = bytes.subarray(0, 1024)
  const zeros = (parity: number) => some.filter((byte, at) => byte === 0 && at % 2 === parity).length
  const most = some.length / 4
  if (zeros(1) > most && zeros(0) === 0) return 'utf-16le'
  if (zeros(0) > most && zeros(1) === 0) return 'utf-16be'
  return some.includes(0) ? wideByMarks(some) : null
}

/** Of scripts without Latin letters only commas and line ends have a zero: they are there in one order of the bytes. */
function wideByMarks(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const readable = (['utf-16le', 'utf-16be'] as const).filter((encoding) => {
    const text = decode(bytes.subarray(0, bytes.length & ~1), encoding).slice(0, -1) // half of a pair may be last
    return /[,;\t|]/.test(text) && /[\r\n]/.test(text) && !UNREADABLE.test(text)
  })
  return readable.length === 1 ? readable[0] : null
}

/** Control characters, halves of pairs, and what no script uses. */
const UNREADABLE = /[^\P{C}\t\r\n\u200c\u200d]|\uFFFD/u

function isUtf32(bytes: Uint8Array): boolean {
  const begins = (...mark: number[]) => mark.every((byte, at) => bytes[at] === byte)
  return begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff)
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes)
}
