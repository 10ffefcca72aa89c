import type { OddIds, PromptRow } from '../../../contract'
import { continuationOf, type PromptContext } from '../continuation'
import type { RowTokens } from '../row-tokens'
import { hasNoSpaces } from './read-words'
import { wantsSpace } from './word-beginnings'

/** Of a prompt of ids whose tokens are mostly different; what repeats itself is made on purpose, as for induction heads. */
const DISTINCT_SHARE = 0.6
/** Shorter prompts of ids are not judged. */
const FEWEST_IDS = 4

/** How many of a row's token ids look as if they were another tokenizer's; undefined where there are none to look at. */
export function oddIds(tokens: RowTokens, row: PromptRow, context: PromptContext | null): OddIds | undefined {
  if (typeof row.clean !== 'string') return oddPrompt(row.clean, context)
  const { vocabSize } = tokens.model.info
  const ids = [...row.answers, ...row.wrongAnswers].filter((value) => typeof value === 'number')
  // An id outside the vocabulary is a problem of its row already, and the plainest sign.
  const looked = context === null ? ids.filter((id) => id >= vocabSize) : ids
  if (looked.length === 0) return undefined
  const odd = looked.filter((id) => id >= vocabSize || context === null || !mayFollow(tokens, context, id))
  return {
    odd: odd.length,
    of: looked.length,
    ...(odd.length > 0 && { example: tokens.model.tokenText(odd[0]) }),
  }
}

/** Ids that no text gives are those of another tokenizer, or made up. */
function oddPrompt(ids: readonly number[], context: PromptContext | null): OddIds | undefined {
  if (ids.length < FEWEST_IDS || new Set(ids).size < DISTINCT_SHARE * ids.length) return undefined
  return { odd: context === null ? 1 : 0, of: 1 }
}

/** Whether the tokenizer goes on with this token after the prompt, as a text is written. */
function mayFollow(tokens: RowTokens, context: PromptContext, id: number): boolean {
  const text = tokens.model.tokenText(id)
  if (text.trim() === '') return true
  if (hasNoSpaces(tokens, text)) return true
  const found = continuationOf(context, text)
  if (found.kind !== 'token' || found.token.id !== id) return false
  const isNumber = /^ ?\p{Nd}/u.test(text) && /\p{Nd}$/u.test(context.text)
  return isNumber
    ? !text.startsWith(' ')
    : text.startsWith(' ') || !wantsSpace(context.text, text) || !/^\p{L}/u.test(text)
}
