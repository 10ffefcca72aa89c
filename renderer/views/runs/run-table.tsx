import type { RunSummary } from '../../../contract'
import { GridTable, type GridColumn } from '../../widgets/grid-table'
import { nextSort, type RunColumn, type RunSort } from './run-list'
import { RunRow } from './run-row'
import styles from './run-table.module.css'

const ROW_PX = 52

interface RunTableProps {
  runs: RunSummary[]
  sort: RunSort
  onSort: (sort: RunSort) => void
  /** Ids of the runs chosen for comparison, at most two. */
  chosen: readonly string[]
  onChoose: (id: string) => void
}

export function RunTable({ runs, sort, onSort, chosen, onChoose }: RunTableProps) {
  return (
    <GridTable
      label="Runs"
      className={styles.columns}
      columns={COLUMNS}
      sort={sort}
      onSort={(column) => onSort(nextSort(sort, column))}
      count={runs.length}
      keyOf={(index) => runs[index].id}
      rowHeight={ROW_PX}
      row={(index) => (
        <RunRow
          run={runs[index]}
          index={index}
          isChosen={chosen.includes(runs[index].id)}
          onChoose={onChoose}
        />
      )}
    />
  )
}

const COLUMNS: GridColumn<RunColumn>[] = [
  { sorts: [], label: 'Chosen for comparison' },
  { sorts: [['number', '#']], isEnd: true },
  { sorts: [['name', 'Name']] },
  { sorts: [['state', 'State']] },
  {
    sorts: [
      ['model', 'Model'],
      ['prompts', 'Prompts'],
    ],
  },
  {
    sorts: [
      ['metric', 'Metric'],
      ['threshold', 'τ'],
    ],
  },
  { sorts: [['edgesKept', 'Edges kept']] },
  {
    sorts: [
      ['metricFinal', 'Circuit'],
      ['faithfulness', 'Faithful'],
    ],
  },
  {
    sorts: [
      ['created', 'Started'],
      ['elapsed', 'Took'],
    ],
  },
  { sorts: [], label: 'Actions' },
]
