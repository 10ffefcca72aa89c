import type { Token } from '../../contract'

/** A prompt up to the position whose prediction is measured: its text, and the tokens of that text. */
export interface PromptContext {
  /** Tokens of a text as the prompt's own were made, BOS included. */
  encode: Encode
  text: string
  tokens: readonly Token[]
}

/** What a tokenizer makes of a text that follows a prompt. */
export type Continuation =
  /** The prompt's tokens stay as they are, and one more follows: what a model can be measured at. */
  | { kind: 'token'; token: Token }
  /** The prompt's tokens stay, and more than one follows. */
  | { kind: 'several'; tokens: Token[] }
  /** The prompt's last tokens, `lost`, are read differently: as the beginning of `tokens`. */
  | { kind: 'merges'; lost: Token[]; tokens: Token[] }
  /** Nothing follows, as where a vocabulary has no spaces and the text is one. */
  | { kind: 'nothing' }

export type Encode = (text: string) => Token[]

/** Compares the tokens of prompt and continuation together with those of the prompt. */
export function continuationOf({ encode, text, tokens }: PromptContext, added: string): Continuation {
  const whole = encode(text + added)
  const shared = sharedLength(tokens, whole)
  const rest = whole.slice(shared)
  if (shared < tokens.length) return { kind: 'merges', lost: tokens.slice(shared), tokens: rest }
  if (rest.length === 0) return { kind: 'nothing' }
  return rest.length === 1 ? { kind: 'token', token: rest[0] } : { kind: 'several', tokens: rest }
}

function sharedLength(a: readonly Token[], b: readonly Token[]): number {
  let length = 0
  while (length < a.length && length < b.length && a[length].id === b[length].id) length++
  return length
}

/** Characters around the cut where the number of tokens is right: pieces and words are shorter. */
const REACH = 64
/** A text so short is looked through from end to end. */
const SHORT_TEXT = 1_000

/**
 * The beginning of a prompt that gives exactly its first `count` tokens; null where no cut of its text does (inside
 * a character, or where the tokenizer reads the shorter text otherwise). A long text is searched by halves: reading
 * it once for each of its characters would take minutes.
 */
export function cutContext(whole: PromptContext, count: number): PromptContext | null {
  const { encode, text, tokens } = whole
  if (count === tokens.length) return whole
  const wanted = tokens.slice(0, count)
  const [from, to] = text.length <= SHORT_TEXT ? [0, text.length] : around(lengthWith(whole, count), text)
  for (let end = from; end < to; end++) {
    const cut = encode(text.slice(0, end))
    if (hasSameIds(cut, wanted)) return { encode, text: text.slice(0, end), tokens: wanted }
  }
  return null
}

function around(end: number, text: string): [number, number] {
  return [Math.max(0, end - REACH), Math.min(text.length, end + REACH)]
}

/** About the shortest beginning of the text that has so many tokens: merges make their number fall now and then. */
function lengthWith({ encode, text }: PromptContext, count: number): number {
  let [tooShort, enough] = [-1, text.length]
  while (enough - tooShort > 1) {
    const middle = Math.floor((tooShort + enough) / 2)
    if (encode(text.slice(0, middle)).length >= count) enough = middle
    else tooShort = middle
  }
  return enough
}

export function hasSameIds(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && sharedLength(a, b) === a.length
}
