/** Character codes in JSON text. */
export const QUOTE = 34
const BACKSLASH = 92

/** Index of the closing quote of the string that opens at `start`; the end of a text that never closes it. */
export function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === BACKSLASH) at++
    else if (char === QUOTE) return at
  }
  return text.length
}
