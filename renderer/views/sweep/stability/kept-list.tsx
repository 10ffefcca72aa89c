import { SegmentedControl } from '@mantine/core'
import { useMemo, useState, type CSSProperties } from 'react'
import { byNumbers, type StabilityDetail } from '../../../../contract'
import { shownEdgeName, shownNode } from '../../../../engine/graph'
import { formatCount } from '../../../widgets/format'
import { GridRow, GridTable, type GridColumn } from '../../../widgets/grid-table'
import { Panel } from '../../stages/panel'
import styles from './kept-list.module.css'
import { csvOfKept, keptRows, type KeptRow } from './stability-files'

const ROW_PX = 24
const COLUMN_WIDTHS = {
  '--columns': 'minmax(96px, 1.2fr) minmax(40px, 1fr) 92px 74px',
  '--column-gap': '10px',
  '--least-width': '350px',
  '--row-height': `${ROW_PX}px`,
} as CSSProperties

type KeptColumn = 'name' | 'count'
const columnsOf = (kind: KeptRow['kind']): GridColumn<KeptColumn>[] => [
  { sorts: [['name', kind === 'edge' ? 'Edge' : 'Node']] },
  { sorts: [], label: 'Share' },
  { sorts: [['count', 'Kept in']], isEnd: true },
  { sorts: [], label: 'Class', head: 'Class' },
]

/** Every edge or node that at least one circuit has, with how many have it. */
export function KeptList({ stability }: { stability: StabilityDetail }) {
  const [kind, setKind] = useState<KeptRow['kind']>('edge')
  const [sort, setSort] = useState({ column: 'count' as KeptColumn, descending: true })
  const rows = useMemo(() => sorted(keptRows(stability, kind), sort), [stability, kind, sort])
  return (
    <Panel
      title="Classes"
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Listed"
          value={kind}
          onChange={(value) => setKind(value as KeptRow['kind'])}
          data={[
            { value: 'edge', label: `Edges ${formatCount(stability.kept.edges.length)}` },
            { value: 'node', label: `Nodes ${formatCount(Object.keys(stability.kept.nodes).length)}` },
          ]}
        />
      }
      data={{
        name: `${stability.sweep.name}-classes`,
        csv: () => csvOfKept(stability),
        json: () => ({
          circuits: stability.circuits,
          edges: keptRows(stability, 'edge'),
          nodes: keptRows(stability, 'node'),
        }),
      }}
    >
      {rows.length === 0 ? (
        <p className="nothing">None of the circuits has any.</p>
      ) : (
        <GridTable
          label={kind === 'edge' ? 'How often edges are kept' : 'How often nodes are kept'}
          style={COLUMN_WIDTHS}
          columns={columnsOf(kind)}
          sort={sort}
          onSort={(column) =>
            setSort({ column, descending: sort.column === column ? !sort.descending : column === 'count' })
          }
          count={rows.length}
          keyOf={(index) => rows[index].name}
          rowHeight={ROW_PX}
          row={(index) => <Row row={rows[index]} index={index} circuits={stability.circuits} />}
        />
      )}
    </Panel>
  )
}

function Row({ row, index, circuits }: { row: KeptRow; index: number; circuits: number }) {
  const { kind, name, count, className } = row
  return (
    <GridRow index={index}>
      <span role="cell" className="mono clip" title={name}>
        {kind === 'edge' ? shownEdgeName(name) : shownNode(name)}
      </span>
      <span role="cell" className={styles.bar} aria-hidden>
        <i data-class={className} style={{ width: `${(100 * count) / circuits}%` }} />
      </span>
      <span role="cell" className={styles.count}>
        {formatCount(count)} of {formatCount(circuits)}
      </span>
      <span role="cell">{className}</span>
    </GridRow>
  )
}

function sorted(
  rows: KeptRow[],
  { column, descending }: { column: KeptColumn; descending: boolean },
): KeptRow[] {
  const ordered =
    column === 'count' ? rows.toSorted((a, b) => a.count - b.count) : rows.toSorted((a, b) => byName(a, b))
  return descending ? ordered.reverse() : ordered
}

const byName = (a: KeptRow, b: KeptRow) => byNumbers(a.name, b.name)
