import { beforeEach, expect, it } from 'vitest'
import { USUAL_COLUMNS } from '../../contract'
import {
  chooseRuns,
  dropFilter,
  dropFromTable,
  filterRuns,
  moveColumn,
  pinBaseline,
  resetColumns,
  sortRuns,
  toggleChosen,
  toggleColumn,
  useRunsTable,
} from './runs-table'

const table = () => useRunsTable.getState()
beforeEach(() => {
  resetColumns()
  chooseRuns([])
})

it('columns are shown, hidden and moved; the last one stays', () => {
  toggleColumn('tags')
  expect(table().columns).toEqual([...USUAL_COLUMNS, 'tags'])
  moveColumn('tags', -1)
  expect(table().columns.slice(-2)).toEqual(['tags', 'elapsed'])
  moveColumn('number', -1)
  expect(table().columns[0]).toBe('number')
  for (const id of table().columns) toggleColumn(id)
  expect(table().columns.length).toBe(1)
})

it('a column sorts in its natural direction first, then in the other', () => {
  sortRuns('name')
  expect(table().sort).toEqual({ column: 'name', descending: false })
  sortRuns('name')
  expect(table().sort).toEqual({ column: 'name', descending: true })
  sortRuns('faithfulness')
  expect(table().sort).toEqual({ column: 'faithfulness', descending: true })
})

it('a column has one filter, which is gone with its last value', () => {
  filterRuns({ column: 'model', values: ['a'] })
  filterRuns({ column: 'model', values: ['a', 'b'] })
  filterRuns({ column: 'faithfulness', least: 0.5, most: null })
  expect(table().filters).toEqual([
    { column: 'model', values: ['a', 'b'] },
    { column: 'faithfulness', least: 0.5, most: null },
  ])
  filterRuns({ column: 'model', values: [] })
  dropFilter('faithfulness')
  expect(table().filters).toEqual([])
})

it('what is deleted is neither chosen nor the baseline any more', () => {
  toggleChosen('a')
  toggleChosen('b')
  toggleChosen('b')
  toggleChosen('c')
  pinBaseline('a')
  dropFromTable(['a'])
  expect(table()).toMatchObject({ chosen: ['c'], baseline: null })
})
