/** A list in a cell of a table: of token ids, of texts, or of both. */
export type LiteralList = (string | number)[]

/** Longer cells are texts. */
const LONGEST = 100_000
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }
/** Letters by their numbers, as JSON (`\u00e9`) and Python (`\xe9`, `\U0001f600`) write them. */
const NUMBERED = /^(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U(0010[\da-fA-F]{4}|000[\da-fA-F]{5}))/

/**
 * `["a", "b"]` as JSON or Python write it (single quotes, `\'`); null where a cell is plain text.
 * An empty list says that there is nothing.
 */
export function literalList(text: string): LiteralList | null {
  const inside = text.trim()
  if (inside.length > LONGEST || !inside.startsWith('[') || !inside.endsWith(']')) return null
  const items: LiteralList = []
  let at = skipSpace(inside, 1)
  if (inside[at] === ']' && at === inside.length - 1) return items
  for (;;) {
    const item = readItem(inside, at)
    if (!item) return null
    items.push(item.value)
    at = skipSpace(inside, item.end)
    if (inside[at] === ']') return at === inside.length - 1 ? items : null
    if (inside[at] !== ',') return null
    at = skipSpace(inside, at + 1)
  }
}

interface Item {
  value: string | number
  end: number
}

function readItem(text: string, at: number): Item | null {
  const quote = text[at]
  if (quote === "'" || quote === '"') return readQuoted(text, at, quote)
  const digits = /^\d{1,15}(?=[\s,\]])/.exec(text.slice(at, at + 20))
  return digits && { value: Number(digits[0]), end: at + digits[0].length }
}

function readQuoted(text: string, start: number, quote: string): Item | null {
  let value = ''
  for (let at = start + 1; at < text.length; at++) {
    const letter = text[at]
    if (letter === quote) return { value, end: at + 1 }
    if (letter !== '\\') {
      value += letter
      continue
    }
    const escape = readEscape(text, at + 1)
    value += escape.value
    at += escape.length
  }
  return null
}

/** What follows a backslash, and how many characters of the text that are. */
function readEscape(text: string, at: number): { value: string; length: number } {
  const numbered = NUMBERED.exec(text.slice(at, at + 9))
  const digits = numbered?.slice(1).find((each) => each !== undefined)
  if (numbered && digits !== undefined) {
    const code = parseInt(digits, 16)
    return {
      value: code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code),
      length: numbered[0].length,
    }
  }
  return { value: ESCAPES[text[at]] ?? text[at] ?? '', length: 1 }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text[at])) at++
  return at
}
