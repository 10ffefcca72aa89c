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
  return zeros(0) > most && zeros(1) === 0 ? 'utf-16be' : null
}

function decode(bytes: Uint8Array, encoding: string): string {
  return new TextDecoder(encoding).decode(bytes)
}
