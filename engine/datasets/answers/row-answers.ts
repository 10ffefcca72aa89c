import type {
  AnswerInstead,
  AnswerWords,
  OddIds,
  PromptField,
  PromptProblem,
  PromptRow,
  Token,
} from '../../../contract'
import { continuationOf, cutContext, type PromptContext } from '../continuation'
import { asProblems, quoted, tooLong, type FieldTokens, type RowTokens } from '../row-tokens'
import { answerNotes, piecesOf, repeatNotes } from './answer-notes'
import { oddIds } from './odd-ids'
import { readWords, type WordsRead } from './read-words'
import { whyNoToken, type NoTokenAnswer } from './why-no-token'

/** Characters of an answer, which has to be one token: far more than the longest token has. */
const MAX_ANSWER_LENGTH = 1_000

type AnswerField = Extract<PromptField, 'answers' | 'wrongAnswers'>

const ANSWER_NAMES: Record<AnswerField, string> = {
  answers: 'Answer',
  wrongAnswers: 'Wrong answer',
}
const FIELDS: readonly AnswerField[] = ['answers', 'wrongAnswers']

export interface RowAnswers {
  answers: Token[]
  wrongAnswers: Token[]
  reading?: AnswerWords
  oddIds?: OddIds
  problems: PromptProblem[]
  notes: string[]
}

/** The two prompts of a row, tokenized. */
export interface RowPrompts {
  clean: Token[]
  corrupt: Token[]
}

/** An answer as it was read, and what a click does where it cannot be used. */
interface ReadAnswer extends FieldTokens {
  instead?: AnswerInstead[]
}

/**
 * The tokens at which a row is measured. An answer typed as text is the token with which the tokenizer continues the
 * clean prompt; one given as id stays that id. A token named twice on a side counts once.
 * A side without answers is a problem marked as such: some metrics read none.
 */
export function readAnswers(tokens: RowTokens, row: PromptRow, prompts: RowPrompts): RowAnswers {
  const {
    sides,
    reading,
    oddIds: odd,
    notes,
  } = tokens.model.tokenizer
    ? readTexts(tokens, row, prompts)
    : { ...readIds(tokens, row), notes: [], reading: undefined, oddIds: undefined }
  const problems = FIELDS.flatMap((field) => firstProblem(field, sides))
  const missing = FIELDS.filter((field) => row[field].every((value) => value === '')).map(missingSide)
  const found = FIELDS.map((field) => sides[field].flatMap((one) => one.tokens))
  const [answers, wrongAnswers] = found.map(once)
  return {
    answers,
    wrongAnswers,
    ...(reading && { reading }),
    ...(odd && { oddIds: odd }),
    // Where an answer is not a single token, its pieces would only repeat that problem.
    problems: [
      ...(problems.length > 0 ? problems : asProblems('wrongAnswers', sharedAnswers(answers, wrongAnswers))),
      ...missing,
    ],
    notes: problems.length > 0 ? [] : [...notes, ...repeatNotes(found)],
  }
}

type Sides = Record<AnswerField, ReadAnswer[]>

/** All that can be typed for a model without a tokenizer. */
function readIds(tokens: RowTokens, row: PromptRow): { sides: Sides } {
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
  return { sides: { answers: read('answers'), wrongAnswers: read('wrongAnswers') } }
}

const NOTHING: FieldTokens = { tokens: [], problems: [] }

function missingSide(field: AnswerField): PromptProblem {
  return { field, message: `${ANSWER_NAMES[field]} is empty; type one token.`, isMissing: true }
}

function isTooLong(text: string): boolean {
  return text.length > MAX_ANSWER_LENGTH
}

interface TextsRead {
  sides: Sides
  notes: string[]
  reading?: AnswerWords
  oddIds?: OddIds
}

function readTexts(tokens: RowTokens, row: PromptRow, { clean, corrupt }: RowPrompts): TextsRead {
  const position = row.position ?? clean.length - 1
  const context = contextAt(tokens, row.clean, clean, position)
  const values = FIELDS.flatMap((field) => row[field])
  const texts = values.filter(
    (value): value is string => typeof value === 'string' && value !== '' && !isTooLong(value),
  )
  const read: WordsRead =
    context && texts.length > 0
      ? readWords(tokens, context, texts, tokens.reading.answerReading)
      : { meant: new Map() }
  /** Whether an answer of the other side begins with this token. */
  const isOther = (field: AnswerField) => (id: number) =>
    row[field === 'answers' ? 'wrongAnswers' : 'answers'].some((value) =>
      typeof value === 'number' ? value === id : context && firstId(context, read.meant.get(value)) === id,
    )
  const side = (field: AnswerField) =>
    row[field].map((value): ReadAnswer => {
      if (typeof value === 'number') return tokens.fromIds([value])
      if (value === '') return NOTHING
      if (clean.length === 0 || position >= clean.length) return NOTHING // the prompt's own problem is reported
      if (isTooLong(value)) return tooLong(ANSWER_NAMES[field], value, MAX_ANSWER_LENGTH)
      if (context === null) return withoutContext(field, value, position)
      const name = answerName(field, value)
      return answerToken(tokens, context, {
        name,
        typed: value,
        meant: read.meant.get(value)!,
        isOther: isOther(field),
      })
    })
  // Where the lengths differ the row is refused anyway.
  const other = corrupt.length === clean.length ? contextAt(tokens, row.corrupt, corrupt, position) : null
  return {
    sides: { answers: side('answers'), wrongAnswers: side('wrongAnswers') },
    notes: context ? answerNotes(tokens, { context, other }, read.meant, read.words) : [],
    ...(read.words && { reading: read.words }),
    oddIds: oddIds(tokens, row, context),
  }
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

function firstId(context: PromptContext, text: string | undefined): number | undefined {
  return text === undefined ? undefined : piecesOf(continuationOf(context, text))[0]?.id
}

function answerName(field: AnswerField, typed: string): string {
  return `${ANSWER_NAMES[field]} ${quoted(typed)}`
}

function withoutContext(field: AnswerField, typed: string, position: number): ReadAnswer {
  const where = `what comes after position ${position} cannot be read from the prompt's text`
  const problem = `${answerName(field, typed)} is a text, but ${where}: give the answer as a token id.`
  return { tokens: [], problems: [problem] }
}

function answerToken(
  tokens: RowTokens,
  context: PromptContext,
  answer: Pick<NoTokenAnswer, 'name' | 'typed' | 'meant' | 'isOther'>,
): ReadAnswer {
  const { typed, meant } = answer
  const found = continuationOf(context, meant)
  if (found.kind === 'token') {
    return { tokens: [found.token], problems: tokens.tokenProblems(typed, [found.token]) }
  }
  const pieces = piecesOf(found)
  const unknown = found.kind === 'several' ? tokens.tokenProblems(typed, pieces) : []
  if (unknown.length > 0) return { tokens: pieces, problems: unknown }
  const wish = tokens.reading.answerReading ?? 'auto'
  const { message, instead } = whyNoToken({ ...answer, context, found, wish })
  return { tokens: pieces, problems: [message], instead }
}

/** The first problem of a side, with how many more there are. */
function firstProblem(field: AnswerField, sides: Sides): PromptProblem[] {
  const [first, ...others] = sides[field].filter(({ problems }) => problems.length > 0)
  if (first === undefined) return []
  const { problems, instead = [] } = first
  const more = others.length > 0 ? ` ${others.length} more of them cannot be used.` : ''
  return [{ field, message: problems[0] + more, ...(instead.length > 0 && { instead }) }]
}

/** The tokens of a side, each once. */
function once(tokens: Token[]): Token[] {
  return tokens.filter(({ id }, at) => tokens.findIndex((token) => token.id === id) === at)
}

function sharedAnswers(answers: Token[], wrongAnswers: Token[]): string[] {
  const shared = answers.find(({ id }) => wrongAnswers.some((wrong) => wrong.id === id))
  return shared ? [`${quoted(shared.text)} is both answer and wrong answer; change one of them.`] : []
}
