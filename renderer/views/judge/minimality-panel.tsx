import { useMemo } from 'react'
import type { Evaluation, RunSummary } from '../../../contract'
import { NodeName } from '../../widgets/names'
import { formatPlural } from '../../widgets/format'
import { NodeRoleMark } from '../../widgets/role-mark'
import { Table, type Column } from '../../widgets/table'
import { ExplainHead } from '../stages/explain-head'
import { Panel } from '../stages/panel'
import { ContentBox } from './judge-columns'
import { idleNodes, minimalityRows, percent, type MinimalityRow } from './judge-data'
import styles from './minimality-panel.module.css'

const ROW_PX = 27
const HEAD_ROWS = 1.4

interface MinimalityPanelProps {
  /** Faithfulness of the circuit with all its nodes. */
  whole: number | null
  nodes: NonNullable<Evaluation['minimality']>
  /** The judgement: its circuit's heads can be explained. */
  run?: RunSummary | null
  /** Of its files. */
  name?: string
}

/** Faithfulness of the circuit without each of its nodes. */
export function MinimalityPanel({ whole, nodes, run = null, name = 'judgement' }: MinimalityPanelProps) {
  const rows = useMemo(() => minimalityRows(nodes), [nodes])
  const largest = Math.max(0, ...nodes.map(({ change }) => Math.abs(change)))
  const columns = columnsOf(run, largest)
  const isSigned = rows.every(({ without }) => without !== null)
  const note = isSigned
    ? `circuit ${percent(whole)} + change = without the node, each rounded`
    : 'size of the change of faithfulness without the node'
  const idle = idleNodes(nodes)
  return (
    <ContentBox rowPx={ROW_PX} rows={rows.length + HEAD_ROWS + (idle > 0 ? 1 : 0)}>
      <Panel
        title="Minimality"
        note={note}
        data={{
          name: `${name}-minimality`,
          csv: () => [
            ['node', 'without', 'change'],
            ...nodes.map(({ node, without, change }) => [node, without ?? NaN, change]),
          ],
          json: () => nodes,
        }}
      >
        <Table
          look="panel"
          label="Minimality"
          columns={isSigned ? columns : columns.filter(({ id }) => id !== 'without')}
          rows={rows}
          keyOf={({ node }) => node}
        />
        {idle > 0 && (
          <p className={styles.idle}>
            {formatPlural(idle, 'node')} of {rows.length} {idle === 1 ? 'changes' : 'change'} less than 1 %:
            by this measure {idle === 1 ? 'it is' : 'they are'} not needed.
          </p>
        )}
      </Panel>
    </ContentBox>
  )
}

function NamedNode({ node, run }: { node: string; run: RunSummary | null }) {
  return (
    <span style={{ display: 'inline-flex', gap: 8 }}>
      <NodeName node={node} /> <NodeRoleMark node={node} /> <ExplainHead run={run} node={node} />
    </span>
  )
}

function Change({ row, largest }: { row: MinimalityRow; largest: number }) {
  const width = `${largest === 0 ? 0 : (50 * Math.abs(row.share)) / largest}%`
  const isLoss = row.share < 0
  return (
    <span className={styles.change}>
      <span className={styles.track} aria-hidden>
        <i
          data-loss={isLoss || undefined}
          style={isLoss ? { width, right: '50%' } : { width, left: '50%' }}
        />
      </span>
      <span className={styles.number}>{row.change}</span>
    </span>
  )
}

const columnsOf = (run: RunSummary | null, largest: number): Column<MinimalityRow>[] => [
  { id: 'node', title: 'Node', isText: true, cell: ({ node }) => <NamedNode node={node} run={run} /> },
  { id: 'without', title: 'Faithfulness without', cell: ({ without }) => without },
  { id: 'change', title: 'Change', cell: (row) => <Change row={row} largest={largest} /> },
]
