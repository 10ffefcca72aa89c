import { MAX_LABEL_LENGTH, MAX_SPAN_NAME_LENGTH, PatchbayError, type PromptRow, type Span } from '../../../contract'
import { isTokenId } from '../prompt-fields'
import { answersOf, bad, promptOf } from '../reading/cells'
import type { Records } from '../reading/records'
import { cellIn, type Layout } from './layout'
import { plainRows } from './plain-rows'

/**
 * AutoCircuit's files: a list of prompts under `prompts`; `word_idxs` names tokens of all of them and `seq_labels` each
 * token. Answers that are lists in a list are those of the last positions, one list for each.
 */
export const AUTOCIRCUIT: Layout = {
  name: 'AutoCircuit',
  prependsBos: "AutoCircuit's own code puts BOS in front of prompts that are texts.",
  recognises: ({ key, isText }) => key === 'prompts' && !isText,
  read: (records) => {
    const { beside } = records
    const labels = labelsOf(beside.seq_labels)
    const read = hasAnswersByPosition(records) ? rowsByPosition(records) : plainRows(records)
    const spans = spansOfWords(beside.word_idxs)
    const rows = spans.length > 0 ? read.rows.map((row) => ({ ...row, spans })) : read.rows
    return { ...read, rows, choices: labels && { labels }, used: [...read.used, 'seq_labels', 'word_idxs'] }
  },
}

/** BOS is not among the labels. */
function labelsOf(value: unknown): string[] | undefined {
  if (value === undefined || value === null) return undefined
  if (Array.isArray(value) && value.every((label) => typeof label === 'string'))
    return value.map((label) => label.slice(0, MAX_LABEL_LENGTH))
  throw new PatchbayError('bad-input', 'The file: "seq_labels" must be a list of texts.')
}

/** Indices count the tokens of the text, without a BOS. */
function spansOfWords(value: unknown): Span[] {
  if (value === undefined || value === null) return []
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : null
  if (!entries?.every(([, index]) => isTokenId(index)))
    throw new PatchbayError('bad-input', 'The file: "word_idxs" must give the index of a token by name.')
  return entries.map(([name, index]) => ({
    name: name.slice(0, MAX_SPAN_NAME_LENGTH),
    from: index as number,
    to: index as number,
  }))
}

function hasAnswersByPosition({ rows }: Records): boolean {
  return rows.some(
    ({ answers }) => Array.isArray(answers) && answers.length > 0 && answers.every(Array.isArray),
  )
}

/** One row for each position that has an answer; where answer and wrong answer are the same, nothing is measured. */
function rowsByPosition(records: Records) {
  let same = 0
  const rows = records.rows.flatMap((record, index): PromptRow[] => {
    const cell = (name: string) => cellIn(records, name, index)
    const clean = promptOf(record.clean, cell('clean'))
    const corrupt = promptOf(record.corrupt, cell('corrupt'))
    const right = byPosition(record.answers, 'answers', index + 1)
    const wrong = byPosition(record.wrong_answers, 'wrong_answers', index + 1)
    const first = typeof clean === 'string' ? NaN : clean.length - right.length
    if (!(first >= 0) || wrong.length !== right.length)
      throw bad(
        { name: 'answers', row: index + 1 },
        'has an answer for each position: this needs prompts as token ids, and as many wrong answers.',
      )
    return right.flatMap((answer, at) => {
      const answers = answersOf(answer, cell('answers'))
      const wrongAnswers = answersOf(wrong[at], cell('wrong_answers'))
      if (answers.some((id) => wrongAnswers.includes(id))) {
        same++
        return []
      }
      return [{ clean, corrupt, answers, wrongAnswers, position: first + at }]
    })
  })
  const notes = ['Each position that has an answer is a row of its own (its "position").']
  if (same > 0)
    notes.push(`${same} positions whose answer and wrong answer are the same token were left out.`)
  return { rows, used: ['clean', 'corrupt', 'answers', 'wrong_answers'], notes }
}

function byPosition(value: unknown, name: string, row: number): unknown[] {
  if (Array.isArray(value) && value.every(Array.isArray)) return value
  throw bad({ name, row }, 'must have a list for each position, as in the other rows.')
}
