import { expect, it } from 'vitest'
import { taskSummary, type RowTask } from '../../../../contract'
import { describeTask } from './describe-task'
import type { MeasuredRow } from './measure-rows'

const row = { clean: [1], corrupt: [2], answers: [3], wrongAnswers: [4] }
const UNMEASURED: RowTask = {
  ...{ metric: null, clean: null, corrupt: null, margin: null, isRight: null },
  ...{ rank: null, wrongRank: null, probability: null, top: [], topCorrupt: [] },
  problem: 'no numbers',
}

it('counts every row with a problem, whether it is blocked or the model gives no numbers on it', () => {
  const blocked: MeasuredRow = { row, found: null, problems: ['blocked'] }
  const found = { pair: { ...row, position: 0 }, hasIds: true, task: UNMEASURED }
  const rows = [
    ...Array<MeasuredRow>(3).fill(blocked),
    ...Array<MeasuredRow>(19).fill({ row, found, problems: [] }),
  ]
  const lines = describeTask(
    rows,
    taskSummary(
      rows.map((one) => one.found),
      10,
    ),
  ).split('\n')
  expect(lines).toContain('row 3: blocked')
  expect(lines).toContain('row 20: no numbers')
  expect(lines).not.toContain('row 21: no numbers')
  expect(lines).toContain('and 2 more rows with problems')
})
