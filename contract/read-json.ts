import { messageOf, PatchbayError } from './error'
import { endOfString, QUOTE } from './json-strings'
import { mebibytes, type FileLimit } from './limits'

export interface JsonText {
  /** Names the text in messages, as a rule the file. */
  name: string
  limit: FileLimit
  /** What to do about a text that is not JSON, e.g. `it may be cut off: download it again`. */
  advice?: string
}

/**
 * JSON that a stranger wrote, as a value. One pass over the text comes first, so that nothing is allocated for a text
 * that is too deep or too long, and the value may be walked recursively.
 * @throws PatchbayError (bad-input) naming the text: too long, nested too deep, too many values, not JSON.
 */
export function readJson(text: string, { name, limit, advice }: JsonText): unknown {
  refuseUnreadable(text, name, limit)
  try {
    return JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text)
  } catch (error) {
    const reason = advice === undefined ? `is not JSON: ${messageOf(error)}` : `is not valid JSON; ${advice}`
    throw new PatchbayError('bad-input', `${name} ${reason}.`, { cause: error })
  }
}

/** @throws PatchbayError (bad-input) where the file is longer than is read of its kind. */
export function refuseSize(bytes: number, name: string, limit: FileLimit): void {
  if (bytes <= limit.bytes) return
  const sizes = `it has ${mebibytes(bytes)}, at most ${mebibytes(limit.bytes)} are read`
  throw new PatchbayError('bad-input', `${name} is too large: ${sizes}.`)
}

/** @throws PatchbayError (bad-input) where a text has more lines than values of its kind are read. */
export function refuseLines(text: string, name: string, limit: FileLimit): void {
  if (countOf('\n', text) < limit.values) return
  const most = limit.values.toLocaleString('en-US')
  throw new PatchbayError('bad-input', `${name} has more than ${most} lines, which is more than is read.`)
}

/** How often one character occurs in a text; builds no list. */
export function countOf(character: string, text: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count++
  return count
}

const BYTE_ORDER_MARK = 0xfeff
const COMMA = 44
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [91, 93, 123, 125]

/**
 * Length, depth and number of values, by brackets and commas; JSON.parse checks the rest. Of several
 * JSON texts in lines the deepest counts.
 * @throws PatchbayError (bad-input) naming the text.
 */
export function refuseUnreadable(text: string, name: string, limit: FileLimit): void {
  refuseSize(text.length, name, limit)
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === QUOTE) at = endOfString(text, at)
    else if (char === COMMA) values++
    else if (char === OPEN_LIST || char === OPEN_OBJECT) {
      values++
      if (++depth > limit.depth) throw tooMuch(`is nested deeper than ${limit.depth} levels`, text, at)
    } else if (char === CLOSE_LIST || char === CLOSE_OBJECT) depth--
  }
  if (values > limit.values) {
    const most = limit.values.toLocaleString('en-US')
    throw new PatchbayError(
      'bad-input',
      `${name} holds more than ${most} values, which is more than is read of such a file.`,
    )
  }

  function tooMuch(what: string, json: string, at: number): PatchbayError {
    return new PatchbayError(
      'bad-input',
      `${name} ${what} (${lineAndColumn(json, at)}), which no file of its kind is.`,
    )
  }
}

/** `line 3, column 7`, counted from 1. */
function lineAndColumn(text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at) + 1
  let line = 1
  for (let from = text.indexOf('\n'); from >= 0 && from < lineStart; from = text.indexOf('\n', from + 1))
    line++
  return `line ${line}, column ${at - lineStart + 1}`
}
