import {
  PatchbayError,
  shownNames,
  type ColumnField,
  type ColumnMapping,
  type PromptRow,
} from '../../../contract'
import type { LayoutRows } from '../layouts'
import {
  answerIdsOf,
  answersOf,
  positionOf,
  promptIdsOf,
  promptOf,
  templateOf,
  type Cell,
} from '../reading/cells'
import type { Records } from '../reading/records'

/** Rows by columns that a person named. @throws PatchbayError (bad-input) naming row and column. */
export function mappedRows(records: Records, mapping: ColumnMapping): LayoutRows {
  refuseUnknownColumns(records, mapping)
  const rows = records.rows.map((record, index) => {
    const cell = (name: string): Cell => ({ name, row: index + 1, isText: records.isText })
    return mappedRow(record, mapping, cell)
  })
  return { rows, used: Object.values(mapping).map(({ column }) => column) }
}

function mappedRow(
  record: Record<string, unknown>,
  mapping: ColumnMapping,
  cell: (name: string) => Cell,
): PromptRow {
  const prompt = (field: 'clean' | 'corrupt') => {
    const { column, as } = mapping[field]
    return (as === 'ids' ? promptIdsOf : promptOf)(record[column], cell(column))
  }
  const answers = (field: 'answers' | 'wrongAnswers') => {
    const mapped = mapping[field]
    if (!mapped) return []
    const { column, as } = mapped
    return (as === 'ids' ? answerIdsOf : answersOf)(record[column], cell(column))
  }
  const { position, template } = mapping
  return {
    clean: prompt('clean'),
    corrupt: prompt('corrupt'),
    answers: answers('answers'),
    wrongAnswers: answers('wrongAnswers'),
    ...(position && positionOf(record[position.column], cell(position.column))),
    ...(template && templateOf(record[template.column])),
  }
}

function refuseUnknownColumns({ columns }: Records, mapping: ColumnMapping): void {
  for (const field of Object.keys(mapping) as ColumnField[]) {
    const column = mapping[field]?.column
    if (column === undefined || columns.includes(column)) continue
    throw new PatchbayError(
      'bad-input',
      `There is no column "${column}"; the columns are ${shownNames(columns)}.`,
    )
  }
}
