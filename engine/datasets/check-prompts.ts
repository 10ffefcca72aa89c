import { blocks } from '../../contract'
import type {
  CheckedPrompts,
  CheckedRow,
  MetricName,
  PromptProblem,
  PromptReading,
  PromptRow,
  Token,
} from '../../contract'
import type { PromptModel } from './prompt-model'
import { setNotes } from './prompt-notes'
import { readAnswers } from './answers/row-answers'
import { readSpans } from './row-spans'
import { asProblems, RowTokens, tokenCount } from './row-tokens'

/**
 * Tokens, alignment and problems of each row: what blocks a run, in words for people. Answers that `metric`
 * does not read may be missing; without one, every missing side is a problem. It never throws on anything a person may
 * have typed.
 */
export function checkPrompts(
  model: PromptModel,
  reading: PromptReading,
  rows: PromptRow[],
  metric?: MetricName,
): CheckedPrompts {
  const tokens = new RowTokens(model, reading)
  const checked = rows.map((row) => onlyBlocking(checkRow(tokens, row), metric))
  const problems = setProblems(model, reading, rows)
  const ready = problems.length === 0 && checked.every((row) => row.problems.length === 0)
  return { rows: checked, problems, notes: setNotes(checked, reading.answerReading), ready }
}

function onlyBlocking(row: CheckedRow, metric: MetricName | undefined): CheckedRow {
  return metric ? { ...row, problems: row.problems.filter((problem) => blocks(problem, metric)) } : row
}

function setProblems({ info }: PromptModel, { bos }: PromptReading, rows: PromptRow[]): string[] {
  if (rows.length === 0) return ['There are no prompts; add at least one row.']
  const hasText = rows.some(({ clean, corrupt }) => typeof clean === 'string' || typeof corrupt === 'string')
  if (bos !== 'yes' || !hasText || !info.tokenizer || info.tokenizer.bos) return []
  return ["The model's tokenizer names no beginning-of-text token (BOS); choose another BOS setting."]
}

function checkRow(tokens: RowTokens, row: PromptRow): CheckedRow {
  if (isEmpty(row)) return emptyRow()
  const { model } = tokens
  const clean = tokens.prompt('Clean', row.clean)
  const corrupt = tokens.prompt('Corrupt', row.corrupt)
  const prompts = { clean: clean.tokens, corrupt: corrupt.tokens }
  const { problems, notes, ...answers } = readAnswers(tokens, row, prompts)
  const inFront = tokens.inFront(row.clean, clean.tokens)
  const { spans, problems: spanProblems } = readSpans(row.spans ?? [], clean.tokens, inFront)
  const complete = row.clean.length > 0 && row.corrupt.length > 0
  const differing = differences(clean.tokens, corrupt.tokens)
  return {
    ...prompts,
    ...answers,
    answerPosition: row.position ?? clean.tokens.length - 1,
    startsWithBos: clean.tokens.length > 0 && clean.tokens[0].id === model.info.tokenizer?.bos?.id,
    differences: differing,
    ...(inFront > 0 && { inFront }),
    ...(spans.length > 0 && { spans }),
    problems: [
      ...asProblems('clean', clean.problems),
      ...asProblems('corrupt', corrupt.problems),
      ...(complete ? alignmentProblems(model, clean.tokens, corrupt.tokens) : []),
      ...positionProblems(row, clean.tokens),
      ...spanProblems,
      ...problems,
    ],
    notes: [
      ...new Set([
        ...tokens.notesOn(row.clean, clean.tokens),
        ...tokens.notesOn(row.corrupt, corrupt.tokens),
      ]),
      ...notes,
      ...(complete && clean.tokens.length > 0 ? sameNotes(model, row, differing) : []),
    ],
  }
}

const SAME_PROMPTS = 'Clean and corrupt are the same: this row cannot show a difference.'

/** Notes on prompts that do not differ, or not where the measured position can see it. */
function sameNotes({ config }: PromptModel, { position }: PromptRow, differing: number[]): string[] {
  if (differing.length === 0) return [SAME_PROMPTS]
  if (!config.causal || position === undefined || position >= differing[0]) return []
  return [
    `Clean and corrupt first differ at position ${differing[0]}, after position ${position}, where the answer is measured: this row cannot show a difference.`,
  ]
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

/** Positions at which the two differ; what one has beyond the other's end differs too. */
function differences(clean: Token[], corrupt: Token[]): number[] {
  const length = Math.max(clean.length, corrupt.length)
  return Array.from({ length }, (_, i) => i).filter((i) => clean[i]?.id !== corrupt[i]?.id)
}

function positionProblems({ position }: PromptRow, clean: Token[]): PromptProblem[] {
  if (position === undefined || clean.length === 0 || position < clean.length) return []
  const last = `the tokens are counted from 0 to ${clean.length - 1}`
  return asProblems('row', [`Position ${position} is beyond the prompt's end: ${last}.`])
}

function alignmentProblems({ info }: PromptModel, clean: Token[], corrupt: Token[]): PromptProblem[] {
  if (clean.length === 0 || corrupt.length === 0) return [] // no ids could be made, which is reported already
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
