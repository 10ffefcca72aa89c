import type { BosChoice, CheckedPrompts, CheckedRow, PromptProblem, PromptRow, Token } from '../../contract'
import type { PromptModel } from './prompt-model'
import { asProblems, quoted, RowTokens, tokenCount } from './row-tokens'

/**
 * Tokens, alignment and problems of each row: what blocks a run, in words for the person. Never throws on
 * what a person may have typed.
 */
export function checkPrompts(model: PromptModel, bos: BosChoice, rows: PromptRow[]): CheckedPrompts {
  const tokens = new RowTokens(model, bos)
  const checked = rows.map((row) => checkRow(model, tokens, row))
  const problems = setProblems(model, bos, rows)
  const ready = problems.length === 0 && checked.every((row) => row.problems.length === 0)
  return { rows: checked, problems, ready }
}

function setProblems({ info }: PromptModel, bos: BosChoice, rows: PromptRow[]): string[] {
  if (rows.length === 0) return ['There are no prompts; add at least one row.']
  const hasText = rows.some(({ clean, corrupt }) => typeof clean === 'string' || typeof corrupt === 'string')
  if (bos !== 'prepend' || !hasText || !info.tokenizer || info.tokenizer.bos) return []
  return ["The model's tokenizer names no beginning-of-text token (BOS); choose another BOS setting."]
}

function checkRow(model: PromptModel, tokens: RowTokens, row: PromptRow): CheckedRow {
  if (isEmpty(row)) return emptyRow()
  const clean = tokens.prompt('Clean', row.clean)
  const corrupt = tokens.prompt('Corrupt', row.corrupt)
  const answers = checkAnswers(tokens, 'Answer', row.answers)
  const wrongAnswers = checkAnswers(tokens, 'Wrong answer', row.wrongAnswers)
  const complete = row.clean.length > 0 && row.corrupt.length > 0
  return {
    clean: clean.tokens,
    corrupt: corrupt.tokens,
    answers: answers.tokens,
    wrongAnswers: wrongAnswers.tokens,
    answerPosition: row.position ?? clean.tokens.length - 1,
    startsWithBos: clean.tokens.length > 0 && clean.tokens[0].id === model.info.tokenizer?.bos?.id,
    differences: differences(clean.tokens, corrupt.tokens),
    problems: [
      ...asProblems('clean', clean.problems),
      ...asProblems('corrupt', corrupt.problems),
      ...(complete ? alignmentProblems(model, clean.tokens, corrupt.tokens) : []),
      ...positionProblems(row, clean.tokens),
      ...asProblems('answers', answers.problems),
      ...asProblems('wrongAnswers', wrongAnswers.problems),
      // Pieces of answers that are no single token would only repeat what is said already.
      ...(answers.problems.length + wrongAnswers.problems.length > 0
        ? []
        : asProblems('wrongAnswers', sharedAnswers(answers.tokens, wrongAnswers.tokens))),
    ],
    notes: [
      ...rowNotes(tokens, row),
      ...(complete && isSame(clean.tokens, corrupt.tokens) ? [SAME_PROMPTS] : []),
    ],
  }
}

const SAME_PROMPTS = 'Clean and corrupt are the same: this row can tell nothing apart.'

function isSame(clean: Token[], corrupt: Token[]): boolean {
  return clean.length > 0 && differences(clean, corrupt).length === 0
}

function rowNotes(tokens: RowTokens, { clean, answers, wrongAnswers }: PromptRow): string[] {
  for (const answer of [...answers, ...wrongAnswers]) {
    const spaced = tokens.spacedAnswer(clean, answer)
    if (spaced === null) continue
    const meant = `${quoted(String(answer))} and ${quoted(spaced)} are two tokens`
    return [`${meant}: after a prompt without a space at its end, ${quoted(spaced)} is usually meant.`]
  }
  return []
}

function isEmpty({ clean, corrupt, answers, wrongAnswers }: PromptRow): boolean {
  return (
    clean.length === 0 &&
    corrupt.length === 0 &&
    [...answers, ...wrongAnswers].every((answer) => answer === '')
  )
}

function emptyRow(): CheckedRow {
  const problems = asProblems('row', ['The row is empty; fill it in or delete it.'])
  const nothing = { clean: [], corrupt: [], answers: [], wrongAnswers: [], differences: [] }
  return { ...nothing, answerPosition: -1, startsWithBos: false, problems, notes: [] }
}

function checkAnswers(tokens: RowTokens, name: string, values: PromptRow['answers']) {
  if (values.length === 0) return { tokens: [], problems: [`${name} is empty; type one token.`] }
  const found = values.map((value) => tokens.answer(name, value))
  const [first, ...others] = found.flatMap((one) => one.problems)
  const more = others.length > 0 ? [`${others.length} more of them cannot be used.`] : []
  return { tokens: found.flatMap((one) => one.tokens), problems: first ? [[first, ...more].join(' ')] : [] }
}

/** Positions at which the two differ; what one has beyond the other's end differs too. */
function differences(clean: Token[], corrupt: Token[]): number[] {
  const length = Math.max(clean.length, corrupt.length)
  return Array.from({ length }, (_, i) => i).filter((i) => clean[i]?.id !== corrupt[i]?.id)
}

function positionProblems({ position }: PromptRow, clean: Token[]): PromptProblem[] {
  if (position === undefined || clean.length === 0 || position < clean.length) return []
  const last = `the tokens are counted from 0 to ${clean.length - 1}`
  return asProblems('row', [`Position ${position} lies behind the prompt's end: ${last}.`])
}

function alignmentProblems({ info }: PromptModel, clean: Token[], corrupt: Token[]): PromptProblem[] {
  if (clean.length === 0 || corrupt.length === 0) return [] // no ids could be made; said already
  const longest = Math.max(clean.length, corrupt.length)
  if (longest > info.contextLength) {
    const field = clean.length === longest ? 'clean' : 'corrupt'
    const name = field === 'clean' ? 'Clean' : 'Corrupt'
    const reads = `the model reads at most ${info.contextLength}; shorten it`
    return asProblems(field, [`${name} has ${tokenCount(longest)}, ${reads}.`])
  }
  if (clean.length === corrupt.length) return []
  const counts = `Clean has ${tokenCount(clean.length)}, corrupt has ${corrupt.length}`
  return asProblems('row', [`${counts}: both must have the same number, so that positions can be compared.`])
}

function sharedAnswers(answers: Token[], wrongAnswers: Token[]): string[] {
  const shared = answers.find(({ id }) => wrongAnswers.some((wrong) => wrong.id === id))
  return shared ? [`${quoted(shared.text)} is both answer and wrong answer; change one of them.`] : []
}
