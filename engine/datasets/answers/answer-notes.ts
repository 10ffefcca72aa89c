import type { AnswerWords, Token } from '../../../contract'
import { continuationOf, type Continuation, type PromptContext } from '../continuation'
import { quoted, type RowTokens } from '../row-tokens'

/** The clean prompt that the answers of a row follow, and the corrupt one where it is as long. */
export interface RowContexts {
  context: PromptContext
  other: PromptContext | null
}

/** What is probably not meant by the texts of a row, or surprises. `meant`: the texts as they are read. */
export function answerNotes(
  tokens: RowTokens,
  contexts: RowContexts,
  meant: ReadonlyMap<string, string>,
  words: AnswerWords | undefined,
): string[] {
  const notes = Array.from(meant).flatMap(([typed, text]) => textNotes(tokens, contexts, typed, text))
  const texts = [...meant.values()]
  if (words?.taken === 'mixed') notes.push(MIXED)
  if (/\s$/.test(contexts.context.text) && texts.some((text) => text.startsWith(' '))) notes.push(TWO_SPACES)
  return [...new Set(notes)]
}

const MIXED =
  'Some of the answers begin with a space and some do not: the metric compares tokens of two kinds.'
const TWO_SPACES = 'The prompt ends with a space and the answer begins with another one.'

function textNotes(
  tokens: RowTokens,
  { context, other }: RowContexts,
  typed: string,
  meant: string,
): string[] {
  if (typed === '') return []
  const found = continuationOf(context, meant)
  if (found.kind !== 'token') return []
  const corrupt = other && continuationOf(other, meant)
  return [
    ...tokens.model.tokenizer!.notesOn(typed, 'continuation'),
    ...(corrupt ? corruptNotes(typed, found.token, corrupt) : []),
  ]
}

function corruptNotes(typed: string, token: Token, corrupt: Continuation): string[] {
  if (corrupt.kind === 'token' && corrupt.token.id === token.id) return []
  const reads = piecesOf(corrupt)
    .map(({ text }) => quoted(text))
    .join(', ')
  const otherwise = `After the corrupt prompt, ${quoted(typed)} would be read as ${reads || 'nothing'}`
  return [`${otherwise}: both runs are measured at the clean prompt's token ${quoted(token.text)}.`]
}

export function piecesOf(found: Continuation): Token[] {
  if (found.kind === 'nothing') return []
  return found.kind === 'token' ? [found.token] : found.tokens
}

/** A token that a side names twice counts once. */
export function repeatNotes(sides: readonly Token[][]): string[] {
  return sides.flatMap((found) => {
    const again = found.filter(({ id }, at) => found.findIndex((token) => token.id === id) !== at)
    const texts = [...new Set(again.map(({ text }) => quoted(text)))]
    return texts.map((text) => `The token ${text} is named more than once on one side: it counts once.`)
  })
}
