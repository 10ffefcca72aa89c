import { Button } from '@mantine/core'
import { RotateCw } from 'lucide-react'
import { useMemo, useState, type CSSProperties, type ReactNode } from 'react'
import { byNumbers, type SweepDetail, type SweepMember } from '../../../contract'
import { shownValues } from '../../state/sweep-words'
import { resumeSweep, selectPoint } from '../../state/sweeps'
import { GridRow, GridTable, type GridColumn, type Sort } from '../../widgets/grid-table'
import { Panel } from '../stages/panel'
import { memberStateText, STEP_TEXT } from './sweep-states'
import styles from './sweep-runs.module.css'

type ColumnId = 'circuit' | 'step' | 'run' | 'state' | 'why'

const COLUMNS: readonly GridColumn<ColumnId>[] = [
  { sorts: [['circuit', 'Circuit']] },
  { sorts: [['step', 'Step']] },
  { sorts: [['run', 'Run']] },
  { sorts: [['state', 'State']] },
  { sorts: [['why', 'Message']] },
  { sorts: [], label: 'Again' },
]

const ROW_PX = 30
const STYLE = {
  '--columns': 'minmax(110px, 1.2fr) 76px 64px minmax(110px, 1fr) minmax(160px, 3fr) 84px',
  '--column-gap': '12px',
  '--least-width': '720px',
  '--row-height': `${ROW_PX}px`,
} as CSSProperties

interface Row {
  /** Among the members. */
  position: number
  member: SweepMember
  state: string
}

/** Every run of the sweep: how far it is, who computes it, and why it failed. */
export function SweepRuns({ detail, actions }: { detail: SweepDetail; actions?: ReactNode }) {
  const [sort, setSort] = useState<Sort<ColumnId>>({ column: 'circuit', descending: false })
  const rows = useMemo(() => sortedRows(detail, sort), [detail, sort])
  const sortBy = (column: ColumnId) =>
    setSort((before) => ({ column, descending: before.column === column && !before.descending }))
  return (
    <Panel title="Runs" isWide note="a row shows its circuit beside the table" actions={actions}>
      <GridTable
        label="Runs of the sweep"
        columns={COLUMNS}
        sort={sort}
        onSort={sortBy}
        count={rows.length}
        keyOf={(index) => String(rows[index].position)}
        rowHeight={ROW_PX}
        style={STYLE}
        row={(index) => <RunRow index={index} row={rows[index]} detail={detail} />}
      />
    </Panel>
  )
}

function RunRow({ index, row, detail }: { index: number; row: Row; detail: SweepDetail }) {
  const { position, member, state } = row
  const { step, run, message } = member
  const values = shownValues(member.values) || 'all'
  const canRetry =
    detail.summary.state !== 'running' && (member.state === 'failed' || member.state === 'stopped')
  const circuit = detail.points.findIndex(({ find, judge }) => find === position || judge === position)
  return (
    <GridRow index={index} onClick={() => selectPoint(circuit)}>
      <span role="rowheader" className={styles.cell}>
        <button type="button" className={styles.circuit} title={values} onClick={() => selectPoint(circuit)}>
          {values}
        </button>
      </span>
      <span role="cell" className={styles.cell}>
        {STEP_TEXT[step].split(' ')[0]}
      </span>
      <span role="cell" className={styles.cell}>
        {run ? `run ${run.number}` : '–'}
      </span>
      <span
        role="cell"
        className={`${styles.cell} ${member.state === 'failed' ? 'hurts' : ''}`}
        title={state}
      >
        {state}
      </span>
      <span role="cell" className={styles.cell} title={message ?? undefined}>
        {message ?? ''}
      </span>
      <span role="cell">
        {canRetry && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<RotateCw size={11} aria-hidden />}
            onClick={(event) => {
              event.stopPropagation()
              void resumeSweep(detail.summary, { member: position })
            }}
          >
            Try again
          </Button>
        )}
      </span>
    </GridRow>
  )
}

function sortedRows({ members, summary }: SweepDetail, { column, descending }: Sort<ColumnId>): Row[] {
  const rows = members.map((member, position): Row => {
    return { position, member, state: memberStateText(member, summary) }
  })
  const text = ({ member, state }: Row) =>
    ({ circuit: '', step: member.step, run: '', state, why: member.message ?? '' })[column]
  const number = ({ position, member }: Row) =>
    column === 'run' ? (member.run?.number ?? Infinity) : position
  rows.sort((a, b) => byNumbers(text(a), text(b)) || number(a) - number(b) || 0)
  return descending ? rows.reverse() : rows
}
