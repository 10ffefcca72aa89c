import type { AnswerReading, AnswerWords } from '../../../contract'
import { continuationOf, hasSameIds, type PromptContext } from '../continuation'
import type { RowTokens } from '../row-tokens'
import { isWord, wantsSpace, withoutSpace, withSpace } from './word-beginnings'

/** The texts of a row as they are measured, and how its words were read. */
export interface WordsRead {
  /** By the text as it was typed. */
  meant: ReadonlyMap<string, string>
  words?: AnswerWords
}

type Kind = 'spaced' | 'bare'

/** Decides between readings in which equally many words fail: 10,000 answers of a row cost less than one. */
const BLANK_START = 1e-5

const other = { spaced: 'bare', bare: 'spaced' } as const

/**
 * How the answers of a row are read. Its words are read alike, so that none is compared with a token of the other kind:
 * with the space in front or without it, whichever makes each of them one token; where both do, as a word is written
 * after this prompt (`wantsSpace`), or with the space where one was typed. What is not a word is read as it was typed, and so
 * are words of which one was typed in both ways.
 */
export function readWords(
  tokens: RowTokens,
  context: PromptContext,
  texts: readonly string[],
  wish: AnswerReading = 'auto',
): WordsRead {
  const row = new RowWords(tokens, context, texts.filter(isWord))
  const asTyped = new Map(texts.map((text) => [text, text]))
  const as = (kind: Kind) => new Map([...asTyped, ...row.read(kind)])
  if (row.words.length === 0) return { meant: asTyped }
  // Without spaces an answer is the next word, unless the vocabulary has its text as the end of a word.
  if (row.areNextWords()) return { meant: as(row.endWords(wish) ? 'bare' : 'spaced') }
  const { typed } = row
  if (typed === null && (wish === 'typed' || (wish === 'auto' && row.hasBoth())))
    return { meant: asTyped, words: { taken: 'mixed', isChoice: false, isChanged: false } }
  const taken = wish === 'auto' ? row.best() : wish === 'spaced' ? 'spaced' : typed!
  const words = { taken, isChoice: row.isChoice(taken), isChanged: typed !== taken }
  return { meant: as(taken), words }
}

/** The words among the answers of one row. */
class RowWords {
  readonly words: readonly string[]
  /** How all of them were typed; null where some have a space and some do not. */
  readonly typed: Kind | null
  private readonly tokens: RowTokens
  private readonly context: PromptContext

  constructor(tokens: RowTokens, context: PromptContext, words: readonly string[]) {
    this.tokens = tokens
    this.context = context
    this.words = words
    const spaced = words.filter((word) => word.startsWith(' ')).length
    this.typed = spaced === words.length ? 'spaced' : spaced === 0 ? 'bare' : null
  }

  read(kind: Kind): [typed: string, meant: string][] {
    return this.words.map((word) => [word, readAs(kind, word)])
  }

  /** Whether one word was typed with a space and without it: the two are what is compared. */
  hasBoth(): boolean {
    return this.words.some((word) => !word.startsWith(' ') && this.words.includes(withSpace(word)))
  }

  areNextWords(): boolean {
    return this.words.every((word) => hasNoSpaces(this.tokens, word))
  }

  /** In a vocabulary of whole words: whether the texts are the ends of words. */
  endWords(wish: AnswerReading): boolean {
    if (this.typed !== 'bare' || wish === 'spaced') return false
    return (wish === 'typed' || !this.fits('spaced')) && this.fits('bare')
  }

  fits(kind: Kind): boolean {
    return this.words.every((word) => this.isOneToken(readAs(kind, word)))
  }

  /** The reading that fits; of two the one that is written here, and where none does, the one in which fewer words fail. */
  best(): Kind {
    const first: Kind =
      this.typed === 'bare' && !wantsSpace(this.context.text, this.words[0]) ? 'bare' : 'spaced'
    const possible = [first, other[first]].filter((kind) => this.mayBe(kind))
    return (
      possible.find((kind) => this.fits(kind)) ??
      possible.reduce((best, kind) => (this.failures(kind) < this.failures(best) ? kind : best))
    )
  }

  /** Whether the reading that was not taken fits as well, and is another one. */
  isChoice(taken: Kind): boolean {
    const kind = other[taken]
    return (
      this.mayBe(kind) && this.fits(kind) && this.fits(taken) && this.words.some((word) => this.hasTwo(word))
    )
  }

  /** How many words are not one token in this reading; a little more where not even their first token says anything. */
  private failures(kind: Kind): number {
    const cost = (word: string) => {
      const found = continuationOf(this.context, readAs(kind, word))
      if (found.kind === 'token') return 0
      return found.kind === 'several' && found.tokens[0].text.trim() === '' ? 1 + BLANK_START : 1
    }
    return this.words.reduce((sum, word) => sum + cost(word), 0)
  }

  /** After white space a second space is read only where it was typed. */
  private mayBe(kind: Kind): boolean {
    return kind === 'bare' || this.typed !== 'bare' || !/\s$/.test(this.context.text)
  }

  private hasTwo(word: string): boolean {
    const [a, b] = [withSpace(word), withoutSpace(word)].map((text) => continuationOf(this.context, text))
    return a.kind === 'token' && b.kind === 'token' && a.token.id !== b.token.id
  }

  private isOneToken(text: string): boolean {
    const found = continuationOf(this.context, text)
    return found.kind === 'token' && found.token.id !== this.tokens.model.tokenizer!.unknownId
  }
}

function readAs(kind: Kind, word: string): string {
  return kind === 'spaced' ? withSpace(word) : withoutSpace(word)
}

/** Whether a vocabulary of whole words is at work: a space in front changes nothing and is part of no token. */
export function hasNoSpaces({ model }: RowTokens, text: string): boolean {
  const { encodePlain } = model.tokenizer!
  const bare = encodePlain(withoutSpace(text))
  return bare.length > 0 && !/^\s/.test(bare[0].text) && hasSameIds(bare, encodePlain(withSpace(text)))
}
