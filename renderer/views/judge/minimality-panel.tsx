import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { Table, type Column } from '../../widgets/table'
import { Panel } from '../stages/panel'
import { minimalityRows, percent } from './judge-data'

/** Faithfulness of the circuit without each of its nodes. */
export function MinimalityPanel({
  whole,
  nodes,
  isWide = false,
}: {
  /** Faithfulness of the circuit with all its nodes. */
  whole: number | null
  nodes: NonNullable<Evaluation['minimality']>
  isWide?: boolean
}) {
  const rows = useMemo(() => minimalityRows(nodes), [nodes])
  const isSigned = rows.every(({ without }) => without !== null)
  const note = isSigned
    ? `circuit ${percent(whole)} + change = without the node, each rounded`
    : 'size of the change of faithfulness without the node'
  return (
    <Panel title="Minimality" note={note} isWide={isWide}>
      <Table
        look="panel"
        label="Minimality"
        columns={isSigned ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'without')}
        rows={rows}
        keyOf={({ node }) => node}
      />
    </Panel>
  )
}

const COLUMNS: Column<ReturnType<typeof minimalityRows>[number]>[] = [
  { id: 'node', title: 'Node', isText: true, cell: ({ node }) => node },
  { id: 'without', title: 'Faithfulness without', cell: ({ without }) => without },
  { id: 'change', title: 'Change', cell: ({ change }) => change },
]
