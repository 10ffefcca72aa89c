import type { PromptOption, PromptRow } from '../../../contract'
import { greaterThanRow, isGreaterThan } from '../greater-than'
import { answerIdsOf, promptOf } from '../reading/cells'
import type { Records } from '../reading/records'
import { eachRow, hasColumns, type Layout } from './layout'

/** Of all sets for EAP-IG's code, as a layout says it (`prependsBos`). */
export const PREPENDS =
  'The code that these files are made for (EAP-IG) puts BOS in front of each prompt (prepend_bos).'

/** Pairs under `clean` and another column; answers and wrong answers as ids in one column each. */
function pairs(
  records: Records,
  columns: Record<'corrupt' | 'answers' | 'wrongAnswers', string>,
): PromptRow[] {
  return eachRow(records, (record, cell) => ({
    clean: promptOf(record.clean, cell('clean')),
    corrupt: promptOf(record[columns.corrupt], cell(columns.corrupt)),
    answers: answerIdsOf(record[columns.answers], cell(columns.answers)),
    wrongAnswers: answerIdsOf(record[columns.wrongAnswers], cell(columns.wrongAnswers)),
  }))
}

const HARD = ['corrupted', 'corrupted_hard']

const IOI: Layout = {
  name: 'Faithfulness IOI',
  prependsBos: PREPENDS,
  recognises: (records) => hasColumns(records, 'clean', ...HARD, 'correct_idx', 'incorrect_idx'),
  read: (records, { options }) => {
    const corrupt = HARD.find((name) => name === options.corrupt) ?? HARD[0]
    const option: PromptOption = {
      name: 'corrupt',
      title: 'Corrupt prompts from the column',
      values: HARD,
      chosen: corrupt,
    }
    return {
      rows: pairs(records, { corrupt, answers: 'correct_idx', wrongAnswers: 'incorrect_idx' }),
      options: [option],
      notes: [`The corrupt prompts are those of "${corrupt}".`],
      used: ['clean', ...HARD, 'correct_idx', 'incorrect_idx'],
    }
  },
}

/** Layouts that differ by the names of their columns of ids. */
function byIds(name: string, answers: string, wrongAnswers: string): Layout {
  return {
    name,
    prependsBos: PREPENDS,
    recognises: (records) => hasColumns(records, 'clean', 'corrupted', answers, wrongAnswers),
    read: (records) => ({
      rows: pairs(records, { corrupt: 'corrupted', answers, wrongAnswers }),
      used: ['clean', 'corrupted', answers, wrongAnswers],
    }),
  }
}

/** The year is in `correct_idx` or, in EAP-IG's own file, in `label`: both are two digits, not ids. */
function yearColumn(records: Records): string | null {
  const isYears = (column: string) =>
    hasColumns(records, 'clean', 'corrupted', column) &&
    !hasColumns(records, 'incorrect_idx') &&
    records.rows.length > 0 &&
    records.rows.every(({ clean, [column]: label }) =>
      isGreaterThan({ clean: String(clean), corrupt: '', label: yearOf(label) }),
    )
  return ['correct_idx', 'label'].find(isYears) ?? null
}

function yearOf(value: unknown): string {
  return String(value).trim().replace(/\.0+$/, '')
}

const GREATER_THAN: Layout = {
  name: 'Greater-than',
  prependsBos: PREPENDS,
  recognises: (records) => yearColumn(records) !== null,
  read: (records) => {
    const column = yearColumn(records)!
    const rows = eachRow(records, (record, cell) => {
      const corrupt = promptOf(record.corrupted, cell('corrupted'))
      const label = yearOf(record[column])
      return { ...greaterThanRow({ clean: String(record.clean), corrupt: '', label }), corrupt }
    })
    return {
      rows,
      // "13" and "53" are one year: the answer is written as it is, without a space.
      choices: { answerReading: 'typed' },
      notes: [
        `Read as greater-than: the answers are the years after ${column}, the wrong answers the others (00 to 99).`,
      ],
      used: ['clean', 'corrupted', column],
    }
  },
}

/** The sets of EAP-IG and of its repository on faithfulness; those with the most columns of their own first. */
export const FAITHFULNESS: readonly Layout[] = [
  IOI,
  GREATER_THAN,
  byIds('Faithfulness gender bias', 'clean_answer_idx', 'corrupted_answer_idx'),
  byIds('Faithfulness hypernymy', 'answers_idx', 'corrupted_answers_idx'),
  byIds('Faithfulness fact retrieval', 'country_idx', 'corrupted_country_idx'),
  byIds('EAP-IG', 'correct_idx', 'incorrect_idx'),
]
