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
  /** The prompt's last tokens, `lost`, are read otherwise: as the beginning of `tokens`. */
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

/**
 * The beginning of a prompt that gives exactly its first `count` tokens; null where no cut of its text does (inside
 * a character, or where the tokenizer reads the shorter text otherwise).
 */
export function cutContext(whole: PromptContext, count: number): PromptContext | null {
  const { encode, text, tokens } = whole
  if (count === tokens.length) return whole
  const wanted = tokens.slice(0, count)
  for (let end = 0; end < text.length; end++) {
    const cut = encode(text.slice(0, end))
    if (hasSameIds(cut, wanted)) return { encode, text: text.slice(0, end), tokens: wanted }
  }
  return null
}

export function hasSameIds(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && sharedLength(a, b) === a.length
}
