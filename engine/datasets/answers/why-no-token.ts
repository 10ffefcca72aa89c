import type { AnswerInstead, AnswerReading, Token } from '../../../contract'
import { continuationOf, cutContext, type Continuation, type PromptContext } from '../continuation'
import { quoted, tokenCount } from '../row-tokens'
import { isWord, wantsSpace } from './word-beginnings'

type NoToken = Exclude<Continuation, { kind: 'token' }>

/** An answer that is not one token after its prompt. */
export interface NoTokenAnswer {
  /** `Answer "42"` */
  name: string
  context: PromptContext
  typed: string
  /** As it was read. */
  meant: string
  found: NoToken
  /** What was chosen for the set. */
  wish: AnswerReading
  /** Whether an answer of the other side begins with this token. */
  isOther: (id: number) => boolean
}

export interface NoTokenReason {
  message: string
  instead: AnswerInstead[]
}

/** Why an answer is not one token after this prompt, with what it is instead and what to do. */
export function whyNoToken(answer: NoTokenAnswer): NoTokenReason {
  const { name, found } = answer
  switch (found.kind) {
    case 'nothing':
      return { message: `${name} adds no token to this prompt: choose another word.`, instead: [] }
    case 'several':
      return several(answer, found.tokens)
    case 'merges': {
      const { lost, tokens } = found
      const last = lost.length === 1 ? 'the last token' : `the last ${lost.length} tokens`
      const what = `${name} merges with ${last} of this prompt (${list(lost)}) into ${list(tokens)}`
      const instead: AnswerInstead[] = isSpaceAtEnd(answer, lost) ? [{ kind: 'trim-prompts' }] : []
      return { message: `${what}: ${adviceForMerge(answer, found)}.`, instead }
    }
  }
}

function several(answer: NoTokenAnswer, pieces: Token[]): NoTokenReason {
  const { name, meant, typed } = answer
  const asRead = meant === typed ? '' : ` read as ${quoted(meant)}`
  const what = `${name}${asRead} has ${tokenCount(pieces.length)} (${list(pieces)}), but must be one`
  const other = otherSpacing(answer)
  if (other !== null) {
    const { token } = other
    return {
      message: `${what}: ${adviceForSpacing(other.text)}.`,
      instead: [{ kind: 'token', typed, write: other.text, token }],
    }
  }
  const [first] = pieces
  if (first.text.trim() === '') return { message: `${what}: choose another word.`, instead: [] }
  if (answer.isOther(first.id)) {
    const shared = `answer and wrong answer both begin with ${quoted(first.text)}`
    return { message: `${what}; ${shared}: choose another word.`, instead: [] }
  }
  return {
    message: `${what}: take its first token, ${quoted(first.text)}, or another word.`,
    instead: [{ kind: 'token', typed, write: writtenAs(answer, first), token: first }],
  }
}

/** What is written for a piece: its text where it is read as that token again, else its id. */
function writtenAs({ context, wish }: NoTokenAnswer, { id, text }: Token): string | number {
  const isRead = wish === 'typed' || !isWord(text) || text.startsWith(' ') || !wantsSpace(context.text, text)
  const alone = continuationOf(context, text)
  return isRead && alone.kind === 'token' && alone.token.id === id ? text : id
}

function list(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => quoted(text)).join(', ')
}

/**
 * The same word with or without its leading space, where that is one token and was not tried; no second space after one.
 */
function otherSpacing({ context, meant, wish }: NoTokenAnswer): { text: string; token: Token } | null {
  if (/\s$/.test(context.text) || (wish !== 'typed' && isWord(meant))) return null
  const text = meant.startsWith(' ') ? meant.trimStart() : ` ${meant}`
  const found = text === '' ? null : continuationOf(context, text)
  return found?.kind === 'token' ? { text, token: found.token } : null
}

function adviceForSpacing(other: string): string {
  return `write ${quoted(other)} (${other.startsWith(' ') ? 'with a' : 'without the'} leading space)`
}

function isSpaceAtEnd({ context }: NoTokenAnswer, lost: readonly Token[]): boolean {
  return /\s$/.test(context.text) && lost.every(({ text }) => text.trim() === '')
}

/** The prompt may end one word earlier, where the tokenizer continues with the merged token. */
function adviceForMerge(
  answer: NoTokenAnswer,
  { lost, tokens }: Extract<NoToken, { kind: 'merges' }>,
): string {
  const { context } = answer
  const other = otherSpacing(answer)
  if (other !== null) return adviceForSpacing(other.text)
  const shorter = cutContext(context, context.tokens.length - lost.length)
  if (shorter !== null && tokens.length > 0 && tokens[0].text.trim() !== '') {
    const after = continuationOf(shorter, tokens[0].text)
    if (after.kind === 'token' && after.token.id === tokens[0].id) {
      return `end the prompt before ${quoted(lost[0].text)} and answer ${quoted(tokens[0].text)}, or choose another word`
    }
  }
  return 'choose another word, or give a token id'
}
