import type { PromptField, PromptProblem, PromptRow, Token } from '../../contract'
import { continuationOf, cutContext, hasSameIds, type Continuation, type PromptContext } from './continuation'
import { asProblems, quoted, tooLong, type FieldTokens, type RowTokens } from './row-tokens'
import { whyNoToken } from './why-no-token'

/** Characters of an answer, which has to be one token: far more than the longest token has. */
const MAX_ANSWER_LENGTH = 1_000

type AnswerField = Extract<PromptField, 'answers' | 'wrongAnswers'>

export const ANSWER_NAMES: Record<AnswerField, string> = {
  answers: 'Answer',
  wrongAnswers: 'Wrong answer',
}
const FIELDS: readonly AnswerField[] = ['answers', 'wrongAnswers']

export interface RowAnswers {
  answers: Token[]
  wrongAnswers: Token[]
  problems: PromptProblem[]
  notes: string[]
}

/** The two prompts of a row, tokenized. */
export interface RowPrompts {
  clean: Token[]
  corrupt: Token[]
}

/**
 * The tokens at which a row is measured. An answer typed as text is the token with which the tokenizer continues the
 * clean prompt; one given as id stays that id. A token named twice on a side counts once.
 * A side without answers is a problem marked as such: some metrics read none.
 */
export function readAnswers(tokens: RowTokens, row: PromptRow, prompts: RowPrompts): RowAnswers {
  const read = tokens.model.tokenizer ? readTexts(tokens, row, prompts) : readIds(tokens, row)
  const problems = FIELDS.flatMap((field) =>
    asProblems(field, atMostOne(read[field].flatMap((one) => one.problems))),
  )
  const missing = FIELDS.filter((field) => row[field].every((value) => value === '')).map(missingSide)
  const found = { answers: once(read.answers), wrongAnswers: once(read.wrongAnswers) }
  const repeated = [...repeats(read.answers), ...repeats(read.wrongAnswers)]
  return {
    ...found,
    // Where an answer is not a single token, its pieces would only repeat that problem.
    problems: [
      ...(problems.length > 0 ? problems : asProblems('wrongAnswers', sharedAnswers(found))),
      ...missing,
    ],
    notes: problems.length > 0 ? [] : [...read.notes, ...repeated],
  }
}

type Read = Record<AnswerField, FieldTokens[]> & { notes: string[] }

/** All that can be typed for a model without a tokenizer. */
function readIds(tokens: RowTokens, row: PromptRow): Read {
  const read = (field: AnswerField) =>
    row[field].map((value) => {
      if (typeof value === 'number') return tokens.fromIds([value])
      if (value === '') return NOTHING
      if (isTooLong(value)) return tooLong(ANSWER_NAMES[field], value, MAX_ANSWER_LENGTH)
      const found = tokens.withoutTokenizer(ANSWER_NAMES[field], value)
      if (found.problems.length > 0 || found.tokens.length === 1) return found
      const pieces = found.tokens.map(({ text }) => quoted(text)).join(', ')
      const what = `${ANSWER_NAMES[field]} ${quoted(value)} has ${found.tokens.length} tokens (${pieces})`
      return { ...found, problems: [`${what}, but must be one.`] }
    })
  return { answers: read('answers'), wrongAnswers: read('wrongAnswers'), notes: [] }
}

const NOTHING: FieldTokens = { tokens: [], problems: [] }

function missingSide(field: AnswerField): PromptProblem {
  return { field, message: `${ANSWER_NAMES[field]} is empty; type one token.`, isMissing: true }
}

function isTooLong(text: string): boolean {
  return text.length > MAX_ANSWER_LENGTH
}

function readTexts(tokens: RowTokens, row: PromptRow, { clean, corrupt }: RowPrompts): Read {
  const position = row.position ?? clean.length - 1
  const context = contextAt(tokens, row.clean, clean, position)
  const texts = FIELDS.flatMap((field) => row[field]).filter(
    (value): value is string => typeof value === 'string' && !isTooLong(value),
  )
  const isSpaced = context !== null && needsSpaces(tokens, context, texts)
  const asMeant = (text: string) => (isSpaced ? spaced(text) : text)
  const read = (field: AnswerField) =>
    row[field].map((value) => {
      if (typeof value === 'number') return tokens.fromIds([value])
      if (value === '') return NOTHING
      if (clean.length === 0 || position >= clean.length) return NOTHING // the prompt's own problem is reported
      if (isTooLong(value)) return tooLong(ANSWER_NAMES[field], value, MAX_ANSWER_LENGTH)
      return answerToken(tokens, context, { field, typed: value, meant: asMeant(value), position })
    })
  // Where the lengths differ the row is refused anyway.
  const other = corrupt.length === clean.length ? contextAt(tokens, row.corrupt, corrupt, position) : null
  const notes = context
    ? texts.flatMap((text) => textNotes(tokens, { context, other }, text, asMeant(text)))
    : []
  return { answers: read('answers'), wrongAnswers: read('wrongAnswers'), notes: [...new Set(notes)] }
}

function contextAt(
  tokens: RowTokens,
  prompt: PromptRow['clean'],
  encoded: Token[],
  position: number,
): PromptContext | null {
  if (encoded.length === 0 || position >= encoded.length) return null
  const whole = tokens.context(prompt, encoded)
  return whole && cutContext(whole, position + 1)
}

function answerToken(
  tokens: RowTokens,
  context: PromptContext | null,
  answer: { field: AnswerField; typed: string; meant: string; position: number },
): FieldTokens {
  const { typed, meant, position } = answer
  const name = `${ANSWER_NAMES[answer.field]} ${quoted(typed)}`
  if (context === null) {
    const where = `what comes after position ${position} cannot be read from the prompt's text`
    return { tokens: [], problems: [`${name} is a text, but ${where}: give the answer as a token id.`] }
  }
  const found = continuationOf(context, meant)
  if (found.kind === 'token') {
    return { tokens: [found.token], problems: tokens.tokenProblems(typed, [found.token]) }
  }
  const pieces = piecesOf(found)
  const unknown = found.kind === 'several' ? tokens.tokenProblems(typed, pieces) : []
  return {
    tokens: pieces,
    problems: unknown.length > 0 ? unknown : [whyNoToken(name, context, meant, found)],
  }
}

/**
 * Whether the answers of a row are words that were typed without the space in front of them: as typed not every
 * one of them continues the prompt as one token, with the space every one does. The answers of a row are read
 * alike, so that none is compared with a token of the other kind. Never where a word cannot begin (after a digit, a
 * quote, an apostrophe), nor where the text as typed would be read as the end of the prompt's last word; in a
 * vocabulary of whole words there is no other reading.
 */
function needsSpaces(tokens: RowTokens, context: PromptContext, texts: readonly string[]): boolean {
  const isBare = texts.some((text) => !/^\s/.test(text))
  if (!isBare) return false
  const typed = texts.map((text) => continuationOf(context, text))
  if (typed.every(({ kind }) => kind === 'token')) return false
  if (texts.every((text) => hasNoSpaces(tokens, text))) return true
  if (typed.some(({ kind }) => kind === 'merges')) return false
  if (!texts.every((text) => /^\s/.test(text) || canBeginWord(context.text, text))) return false
  return texts.every((text) => continuationOf(context, spaced(text)).kind === 'token')
}

/** Whether a vocabulary of whole words is at work: a space in front changes nothing and is part of no token. */
function hasNoSpaces({ model }: RowTokens, text: string): boolean {
  const { encodePlain } = model.tokenizer!
  const bare = encodePlain(text)
  return bare.length > 0 && !/^\s/.test(bare[0].text) && hasSameIds(bare, encodePlain(` ${text}`))
}

/** Whether a new word may follow here, if the space was only forgotten. */
export function canBeginWord(prompt: string, text: string): boolean {
  return /[\p{L}\p{M}.,;:!?)]$/u.test(prompt) && /^\p{L}/u.test(text)
}

function spaced(text: string): string {
  return /^\s/.test(text) ? text : ` ${text}`
}

/** Notes on what was probably not meant, or differs from what was typed. */
function textNotes(
  tokens: RowTokens,
  { context, other }: { context: PromptContext; other: PromptContext | null },
  typed: string,
  meant: string,
): string[] {
  if (typed === '') return []
  const found = continuationOf(context, meant)
  if (found.kind !== 'token') return []
  const corrupt = other && continuationOf(other, meant)
  return [
    ...tokens.model.tokenizer!.notesOn(typed, 'continuation'),
    ...spaceNotes(tokens, context, typed, meant),
    ...(corrupt ? corruptNotes(typed, found.token, corrupt) : []),
  ]
}

function spaceNotes(tokens: RowTokens, context: PromptContext, typed: string, meant: string): string[] {
  if (meant !== typed) {
    if (hasNoSpaces(tokens, typed)) return []
    return [
      `${quoted(typed)} was typed without its leading space: measured at ${quoted(meant)}, one token after this prompt.`,
    ]
  }
  if (/^\s/.test(typed) || !canBeginWord(context.text, typed)) return []
  const bare = continuationOf(context, typed)
  const withSpace = continuationOf(context, spaced(typed))
  if (bare.kind !== 'token' || withSpace.kind !== 'token' || bare.token.id === withSpace.token.id) return []
  if (withSpace.token.id === tokens.model.tokenizer!.unknownId) return []
  const two = `${quoted(typed)} and ${quoted(spaced(typed))} are two tokens`
  return [`${two}: after a prompt without a space at its end, ${quoted(spaced(typed))} is usually meant.`]
}

function corruptNotes(typed: string, token: Token, corrupt: Continuation): string[] {
  if (corrupt.kind === 'token' && corrupt.token.id === token.id) return []
  const reads = piecesOf(corrupt)
    .map(({ text }) => quoted(text))
    .join(', ')
  const otherwise = `After the corrupt prompt, ${quoted(typed)} would be read as ${reads || 'nothing'}`
  return [`${otherwise}: both runs are measured at the clean prompt's token ${quoted(token.text)}.`]
}

function piecesOf(found: Continuation): Token[] {
  if (found.kind === 'nothing') return []
  return found.kind === 'token' ? [found.token] : found.tokens
}

function atMostOne([first, ...others]: string[]): string[] {
  if (first === undefined) return []
  return [others.length > 0 ? `${first} ${others.length} more of them cannot be used.` : first]
}

/** The tokens of a side, each once. */
function once(found: FieldTokens[]): Token[] {
  const tokens = found.flatMap((one) => one.tokens)
  return tokens.filter(({ id }, at) => tokens.findIndex((token) => token.id === id) === at)
}

function repeats(found: FieldTokens[]): string[] {
  const tokens = found.flatMap((one) => one.tokens)
  const again = tokens.filter(({ id }, at) => tokens.findIndex((token) => token.id === id) !== at)
  const texts = [...new Set(again.map(({ text }) => quoted(text)))]
  return texts.map((text) => `The token ${text} is named more than once on one side: it counts once.`)
}

function sharedAnswers({ answers, wrongAnswers }: Record<AnswerField, Token[]>): string[] {
  const shared = answers.find(({ id }) => wrongAnswers.some((wrong) => wrong.id === id))
  return shared ? [`${quoted(shared.text)} is both answer and wrong answer; change one of them.`] : []
}
