import { answersOf, promptOf } from '../reading/cells'
import { eachRow, hasColumns, type Layout } from './layout'

const COLUMNS = ['clean_prefix', 'patch_prefix', 'clean_answer', 'patch_answer']

/** The sets of sparse feature circuits: the wrong answer is what the patched prompt would be answered with. */
export const FEATURE_CIRCUITS: Layout = {
  name: 'Feature circuits',
  recognises: (records) => hasColumns(records, ...COLUMNS),
  read: (records) => ({
    rows: eachRow(records, (record, cell) => ({
      clean: promptOf(record.clean_prefix, cell('clean_prefix')),
      corrupt: promptOf(record.patch_prefix, cell('patch_prefix')),
      answers: answersOf(record.clean_answer, cell('clean_answer')),
      wrongAnswers: answersOf(record.patch_answer, cell('patch_answer')),
    })),
    used: COLUMNS,
  }),
}
