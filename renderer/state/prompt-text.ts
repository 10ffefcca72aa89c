import type { PromptRow } from '../../contract'

/**
 * How a prompt row reads in text fields. Token ids are written `#12 #5`, several answers are
 * separated by `|`; a backslash keeps a literal `|`, `#12`, backslash or space at the end as it is.
 */
export const ANSWER_DELIMITER = '|'

const IDS = /^\s*#\d+(?:[\s,]+#\d+)*\s*$/
const BARE_IDS = /^\s*#?\d+(?:[\s,]+#?\d+)*\s*$/
const ESCAPED_IDS = /^\\+\s*#\d+(?:[\s,]+#\d+)*\s*$/

type PromptText = PromptRow['clean']
type Answer = PromptRow['answers'][number]

/** `idsOnly`: the model has no tokenizer, so bare numbers are ids too. */
export function parsePromptText(text: string, idsOnly = false): PromptText {
  if ((idsOnly ? BARE_IDS : IDS).test(text)) return (text.match(/\d+/g) ?? []).map(Number)
  return ESCAPED_IDS.test(text) ? text.slice(1) : text
}

export function formatPromptText(text: PromptText): string {
  if (typeof text !== 'string') return text.map((id) => `#${id}`).join(' ')
  return IDS.test(text) || ESCAPED_IDS.test(text) ? `\\${text}` : text
}

/** Leading spaces are part of an answer (` Mary`); empty parts are left out. */
export function parseAnswers(text: string, idsOnly = false): Answer[] {
  return splitAtDelimiter(text)
    .filter((part) => part !== '')
    .map((part) => parseAnswer(part, idsOnly))
}

export function formatAnswers(answers: readonly Answer[]): string {
  return answers.map(formatAnswer).join(ANSWER_DELIMITER)
}

function splitAtDelimiter(text: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\' && at + 1 < text.length) parts[parts.length - 1] += text[at] + text[++at]
    else if (text[at] === ANSWER_DELIMITER) parts.push('')
    else parts[parts.length - 1] += text[at]
  }
  return parts
}

function parseAnswer(part: string, idsOnly: boolean): Answer {
  const id = /^\s*(#?)(\d+)\s*$/.exec(part)
  if (id && (id[1] === '#' || idsOnly)) return Number(id[2])
  return withoutTrailingSpaces(part).replace(/\\([|#\\ ])/g, '$1')
}

/** People write `one | two`: a space before the delimiter is meant only when a backslash says so. */
function withoutTrailingSpaces(part: string): string {
  const trimmed = part.replace(/ +$/, '')
  if (trimmed === '') return part
  const backslashes = /\\*$/.exec(trimmed)![0].length
  return backslashes % 2 === 1 && trimmed !== part ? `${trimmed} ` : trimmed
}

function formatAnswer(answer: Answer): string {
  if (typeof answer === 'number') return `#${answer}`
  return answer
    .replace(/[\\|]/g, '\\$&')
    .replace(/^(\s*)#(?=\d+\s*$)/, '$1\\#')
    .replace(/(?<=\S *) (?= *$)/g, '\\ ')
}
