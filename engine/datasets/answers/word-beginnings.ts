/** An answer that is a word or a number: what may be written with a space in front or without one. */
export function isWord(text: string): boolean {
  return /^ ?[\p{L}\p{M}\p{N}]/u.test(text)
}

export function withSpace(word: string): string {
  return word.startsWith(' ') ? word : ` ${word}`
}

export function withoutSpace(word: string): string {
  return word.startsWith(' ') ? word.slice(1) : word
}

/** Code units at the end of a prompt that are looked at. */
const END_LENGTH = 8

/** Scripts that put no space between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/**
 * Whether people put a space between a prompt and a word that follows it: after a word, a stop or what closes, as in
 * `... gave a drink to| Mary`, `x =| 4`; not after an opening quotation mark, an apostrophe or a hyphen, nor where a number
 * goes on, as in `2+2=|4`, `the year 17|42`.
 */
export function wantsSpace(prompt: string, word: string): boolean {
  const end = Array.from(prompt.slice(-END_LENGTH))
  const last = end.pop() ?? ''
  const before = end.join('')
  const first = firstCharacter(word)
  if (last === '' || /\s/.test(last)) return false
  if (UNSPACED.test(last) || UNSPACED.test(first)) return false
  if (isDigit(first) && isDigit(last)) return false
  // `3.|14`, `12:|30`, `1,|000`
  if (isDigit(first) && /[.:,]/.test(last) && /\p{Nd}$/u.test(before)) return false
  if (/[\p{L}\p{M}\p{N}.,;:!?…%)\]}»”]/u.test(last)) return true
  if (/["*`]/.test(last)) return !isOpening(before)
  // Apostrophes and what opens or joins: ' ’ ( [ { « “ ‘ - / _ # $ @ \ ^ ~ & |
  if (/['’([{«“‘„/_#$@\\^~&|\p{Pd}\p{Sc}]/u.test(last)) return isSign(last) && /\s$/.test(before)
  // Other signs, such as = + < >: as on their other side.
  return /\s$/.test(before)
}

/** A dash or a bar with a space before it is a word of its own. */
function isSign(last: string): boolean {
  return /[\p{Pd}/&|^~]/u.test(last)
}

/** A quotation mark at the beginning, after white space or after a bracket opens. */
function isOpening(before: string): boolean {
  return /(^|[\s([{])$/.test(before)
}

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character)
}

function firstCharacter(word: string): string {
  return /^ ?(.)/su.exec(word)?.[1] ?? ''
}
