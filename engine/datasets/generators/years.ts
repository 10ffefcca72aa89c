import { PatchbayError, type PromptRow } from '../../../contract'
import { continuationOf, type Encode } from '../continuation'

type Answer = PromptRow['answers'][number]

/** Years of a century that can be asked for, and the answers to each. */
export interface Century {
  /** Its first two digits. */
  digits: string
  /** Two digits each. */
  years: string[]
  sides(year: string): Pick<PromptRow, 'answers' | 'wrongAnswers'> & {
    /** One of each side, where all are known to be tokens. */
    checked?: Pick<PromptRow, 'answers' | 'wrongAnswers'>
  }
}

const TWO_DIGITS = Array.from({ length: 100 }, (_, year) => String(year).padStart(2, '0'))
const TENS = Array.from({ length: 10 }, (_, tens) => String(tens))
/** The corrupt prompt has 01; of 00 and 99 one side would be nearly empty. */
const ASKED = TWO_DIGITS.slice(2, 99)
const CORRUPT = '01'
/** What comes before a century in every prompt. */
const BEFORE = 'the year '

/** For any tokenizer: whether it reads such years is not known. */
export function knownYears(centuries: readonly string[], isTens: boolean): Century[] {
  return centuries.map((digits) => ({
    digits,
    years: isTens ? askedTens(ASKED) : ASKED,
    sides: isTens ? tensSides : (year) => yearSides(year, TWO_DIGITS),
  }))
}

/**
 * The years that a tokenizer reads as their century and one token more, as in GPT-2. Where the century and two digits
 * would be one token (1776, perhaps), the answer is the id of these digits by themselves.
 * @throws PatchbayError (bad-input) where it reads years otherwise.
 */
export function readableYears(encode: Encode, centuries: readonly string[], isTens: boolean): Century[] {
  return isTens ? digitYears(encode, centuries) : wholeYears(encode, centuries)
}

function wholeYears(encode: Encode, centuries: readonly string[]): Century[] {
  const read = centuries.map((digits) => ({ digits, ids: idsAfter(encode, digits, TWO_DIGITS) }))
  const alone = TWO_DIGITS.map((text, year) => {
    return read.map(({ ids }) => ids[year]).find((id) => id !== null) ?? idAlone(encode, text)
  })
  const missing = alone.indexOf(null)
  if (missing >= 0) throw otherYears(encode, centuries, TWO_DIGITS[missing])
  const found = read.flatMap(({ digits, ids }): Century[] => {
    const years = ASKED.filter((text) => ids[Number(text)] !== null)
    if (years.length === 0 || ids[Number(CORRUPT)] === null) return []
    const answers = TWO_DIGITS.map((text, year): Answer => (ids[year] === null ? alone[year]! : text))
    return [{ digits, years, sides: (year) => withChecked(yearSides(year, answers)) }]
  })
  if (found.length > 0) return found
  throw otherYears(encode, centuries, '32')
}

/** The token of these digits by themselves. */
function idAlone(encode: Encode, digits: string): number | null {
  const tokens = encode(digits)
  return tokens.length === 1 && tokens[0].text === digits ? tokens[0].id : null
}

function otherYears(encode: Encode, centuries: readonly string[], year: string): PatchbayError {
  const other = `choose the answer "tens", or ${OWN}`
  const mend = digitCenturies(encode, centuries).length > 0 ? other : OWN
  const [first] = centuries
  return notRead(encode, `${first}${year}`, `not as ${first} and ${year}`, mend)
}

const OWN = 'make a template of your own'

function notRead(encode: Encode, year: string, wanted: string, mend: string): PatchbayError {
  const how = pieces(encode, `${BEFORE}${year}`, BEFORE.trim())
  return new PatchbayError(
    'bad-input',
    `This tokenizer reads the year ${year} as ${how}, ${wanted}: ${mend}.`,
  )
}

/** Years of tokenizers that read them digit by digit: the answer is the digit of the tens. */
function digitYears(encode: Encode, centuries: readonly string[]): Century[] {
  const found = digitCenturies(encode, centuries)
  if (found.length > 0) return found.map((digits) => ({ digits, years: askedTens(ASKED), sides: tensSides }))
  const mend = `choose the answer "year", or ${OWN}`
  throw notRead(encode, `${centuries[0]}32`, 'not digit by digit', mend)
}

function digitCenturies(encode: Encode, centuries: readonly string[]): string[] {
  return centuries.filter((digits) => idsAfter(encode, digits, TENS).every((id) => id !== null))
}

/** The one token that each text is after a century; null where it is none. */
function idsAfter(encode: Encode, century: string, texts: readonly string[]): (number | null)[] {
  const text = `${BEFORE}${century}`
  const context = { encode, text, tokens: encode(text) }
  return texts.map((added) => {
    const found = continuationOf(context, added)
    return found.kind === 'token' ? found.token.id : null
  })
}

function pieces(encode: Encode, text: string, before: string): string {
  return encode(text)
    .slice(encode(before).length)
    .map(({ text }) => `"${text}"`)
    .join(', ')
}

/** Answers are the years after this one, wrong answers this one and those before. */
function yearSides(year: string, all: readonly Answer[]): Pick<PromptRow, 'answers' | 'wrongAnswers'> {
  const at = Number(year)
  return { answers: all.slice(at + 1), wrongAnswers: all.slice(0, at + 1) }
}

function withChecked(sides: Pick<PromptRow, 'answers' | 'wrongAnswers'>): ReturnType<Century['sides']> {
  const { answers, wrongAnswers } = sides
  return { ...sides, checked: { answers: answers.slice(0, 1), wrongAnswers: wrongAnswers.slice(-1) } }
}

/** The decade itself has years on both sides. */
function tensSides(year: string): Pick<PromptRow, 'answers' | 'wrongAnswers'> {
  const tens = Number(year[0])
  return { answers: TENS.slice(tens + 1), wrongAnswers: TENS.slice(0, tens) }
}

function askedTens(years: readonly string[]): string[] {
  return years.filter((year) => year[0] !== '0' && year[0] !== '9')
}
