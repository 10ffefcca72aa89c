import { Checkbox } from '@mantine/core'
import { useMemo, type CSSProperties } from 'react'
import { RUN_COLUMNS, type RunColumnId, type RunSummary } from '../../../contract'
import { chooseRuns, sortRuns, useRunsTable } from '../../state/runs-table'
import { GridTable, type GridColumn } from '../../widgets/grid-table'
import { RunRow } from './run-row'
import { runWidths } from './run-widths'

const ROW_PX = 46

interface RunTableProps {
  runs: RunSummary[]
  /** The run that the others are held against. */
  baseline: RunSummary | null
}

export function RunTable({ runs, baseline }: RunTableProps) {
  const { columns, sort, chosen } = useRunsTable()
  const widths = useMemo(() => runWidths(columns, runs), [columns, runs])
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--columns': widths.columns,
    '--column-gap': '10px',
    '--least-width': `${widths.leastPx}px`,
    '--row-height': `${ROW_PX}px`,
  }
  const row = (run: RunSummary, index: number) => (
    <RunRow
      run={run}
      index={index}
      columns={columns}
      baseline={baseline}
      isChosen={chosen.includes(run.id)}
    />
  )
  return (
    <GridTable
      label="Runs"
      style={style}
      columns={[
        { sorts: [], label: 'Chosen', head: <ChooseAll runs={runs} /> },
        ...columns.map(columnOf),
        { sorts: [], label: 'Actions' },
      ]}
      sort={sort}
      onSort={sortRuns}
      count={runs.length}
      keyOf={(index) => runs[index].id}
      rowHeight={ROW_PX}
      pinned={baseline && row(baseline, -1)}
      row={(index) => row(runs[index], index)}
    />
  )
}

function columnOf(id: RunColumnId): GridColumn<RunColumnId> {
  const { title, explained, kind } = RUN_COLUMNS[id]
  const isEnd = kind !== 'text' && kind !== 'time' && id !== 'result' && id !== 'edgesKept'
  return { sorts: [[id, title]], hint: explained, isEnd }
}

/** Chooses every run that is listed, or none. */
function ChooseAll({ runs }: { runs: RunSummary[] }) {
  const chosen = new Set(useRunsTable((state) => state.chosen))
  const count = runs.filter(({ id }) => chosen.has(id)).length
  return (
    <Checkbox
      size="xs"
      aria-label={`Choose all ${runs.length} listed runs`}
      checked={count > 0 && count === runs.length}
      indeterminate={count > 0 && count < runs.length}
      onChange={() => chooseRuns(count === runs.length ? [] : runs.map(({ id }) => id))}
    />
  )
}
