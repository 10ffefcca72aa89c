import { endOfString, QUOTE } from '../../../contract'

const WORDS = ['NaN', '-Infinity', 'Infinity'] as const

/**
 * Where a text that is not JSON has the NaN or Infinity that Python and pandas write, as a sentence; null where it
 * has none outside strings.
 */
export function notANumber(text: string): string | null {
  for (let at = 0; at < text.length; at++) {
    if (text.charCodeAt(at) === QUOTE) {
      at = endOfString(text, at)
      continue
    }
    const word = WORDS.find((one) => text.startsWith(one, at))
    if (word) return sentence(word, text, at)
  }
  return null
}

function sentence(word: string, text: string, at: number): string {
  const line = text.slice(0, at).split('\n').length
  const column = at - text.lastIndexOf('\n', at)
  return `Line ${line}, column ${column}: JSON has no ${word}; write null, or leave the field out.`
}
