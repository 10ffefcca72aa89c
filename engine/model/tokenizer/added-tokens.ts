import { isObject } from '../read-file'
import { WHITE_SPACE, withoutSpaceAtEnd } from './normalizers'

/** A token that is found in the text before it is looked up in the vocabulary, as tokenizer.json names it. */
export interface AddedToken {
  id: number
  content: string
  isSpecial: boolean
  /** It is looked for in the normalized text. */
  isNormalized: boolean
  /** Not inside a word. */
  isSingleWord: boolean
  /** It takes the spaces on its left, or its right, with it. */
  stripsLeft: boolean
  stripsRight: boolean
}

/** A part of a text: an added token, or the text between two of them. */
export type Section = { token: AddedToken } | { text: string; start: number }

export function readAddedToken(value: unknown): AddedToken[] {
  if (!isObject(value) || typeof value.content !== 'string' || typeof value.id !== 'number') return []
  if (value.content === '') return []
  const isSpecial = value.special === true
  return [
    {
      id: value.id,
      content: value.content,
      isSpecial,
      isNormalized: typeof value.normalized === 'boolean' ? value.normalized : !isSpecial,
      isSingleWord: value.single_word === true,
      stripsLeft: value.lstrip === true,
      stripsRight: value.rstrip === true,
    },
  ]
}

/** Finds added tokens, at each position the longest; `contentOf`: a token as it is written in the searched text. */
export class AddedTokenSplitter {
  private readonly byContent: Map<string, AddedToken>
  /** By their first letter, longest first. */
  private readonly contents = new Map<string, string[]>()

  constructor(tokens: readonly AddedToken[], contentOf: (token: AddedToken) => string) {
    this.byContent = new Map(tokens.map((token) => [contentOf(token), token]))
    this.byContent.delete('')
    for (const content of [...this.byContent.keys()].sort((a, b) => b.length - a.length)) {
      const others = this.contents.get(content[0])
      if (others) others.push(content)
      else this.contents.set(content[0], [content])
    }
  }

  /** In the space that one token took, the next is found all the same, as in the Python library. */
  split(text: string): Section[] {
    const sections: Section[] = []
    let done = 0
    for (const { token, at } of this.matches(text)) {
      let [start, end] = [at.start, at.end]
      if (token.isSingleWord && isInsideWord(text, start, end)) continue
      if (token.stripsLeft) start = Math.max(done, withoutSpaceAtEnd(text.slice(0, start)).length)
      if (token.stripsRight) end = endOfSpace(text, end)
      if (end <= start) continue
      if (start > done) sections.push({ text: text.slice(done, start), start: done })
      sections.push({ token })
      done = end
    }
    if (done < text.length) sections.push({ text: text.slice(done), start: done })
    return sections
  }

  /** From left to right, none reaching into another. */
  private *matches(text: string): Generator<{ token: AddedToken; at: { start: number; end: number } }> {
    if (this.contents.size === 0) return
    for (let start = 0; start < text.length; start++) {
      const content = this.contents.get(text[start])?.find((one) => text.startsWith(one, start))
      if (content === undefined) continue
      const end = start + content.length
      yield { token: this.byContent.get(content)!, at: { start, end } }
      start = end - 1
    }
  }
}

function endOfSpace(text: string, start: number): number {
  let end = start
  while (end < text.length && WHITE_SPACE.test(text[end])) end++
  return end
}

const WORD_BEFORE = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]$/u
const WORD_AFTER = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\u200c\u200d]/u

function isInsideWord(text: string, start: number, end: number): boolean {
  return WORD_BEFORE.test(text.slice(0, start)) || WORD_AFTER.test(text.slice(end))
}
