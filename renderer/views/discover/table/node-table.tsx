import { useMemo } from 'react'
import { nodeStability, type StabilityDetail } from '../../../../contract'
import { shownNode, type ComputationalGraph } from '../../../../engine/graph'
import { formatSigned } from '../../../state/edge-values'
import { graphTable, type NodeColumn } from '../../../state/graph-table'
import type { LiveRun } from '../../../state/live-run'
import { useShownRoles } from '../../../state/shown-roles'
import { useStability } from '../../../state/stability'
import { updateWorkbench, useWorkbench } from '../../../state/workbench'
import { formatCount } from '../../../widgets/format'
import { GridRow, GridTable, type GridColumn } from '../../../widgets/grid-table'
import { ExplainHead } from '../../stages/explain-head'
import { KeptCell, keptColumn, tableWidths } from './kept-column'
import { NumberCell, PickCell } from './table-cells'
import { circuitWord, nodeRows, type NodeRow } from './table-rows'

const ROW_PX = 26
const WIDTHS = { columns: 'minmax(90px, 1fr) 90px 106px 112px 110px', leastPx: 614, rowPx: ROW_PX }

const columnsOf = (run: LiveRun | null, stability: StabilityDetail | null): GridColumn<NodeColumn>[] => [
  { sorts: [['node', 'Node']] },
  { sorts: [['kind', 'Kind']] },
  { sorts: [['in', `${circuitWord(run)} edges in`]], isEnd: true },
  { sorts: [['out', `${circuitWord(run)} edges out`]], isEnd: true },
  { sorts: [['largest', 'largest |value|']], isEnd: true },
  ...keptColumn(stability),
  { sorts: [], label: 'Role', head: 'role' },
  { sorts: [], label: 'Actions' },
]

interface NodeTableProps {
  graph: ComputationalGraph
  run: LiveRun | null
}

/** Every node with what of the circuit begins and ends at it. Choosing one pins it, as a click in the drawing does. */
export function NodeTable({ graph, run }: NodeTableProps) {
  const sort = graphTable.use((form) => form.nodeSort)
  const selection = useWorkbench((state) => state.selection)
  const selected = selection?.kind === 'node' ? selection.node : null
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const rows = useMemo(() => nodeRows(graph, run, sort), [graph, run, sort])
  return (
    <GridTable
      label="Nodes of the graph"
      style={tableWidths(WIDTHS, stability !== null)}
      columns={columnsOf(run, stability)}
      sort={sort}
      onSort={(column) =>
        graphTable.set({
          nodeSort: {
            column,
            descending: sort.column === column ? !sort.descending : column !== 'node' && column !== 'kind',
          },
        })
      }
      count={rows.length}
      keyOf={(index) => rows[index].node}
      rowHeight={ROW_PX}
      shown={rows.findIndex(({ node }) => node === selected)}
      row={(index) => (
        <Row
          row={rows[index]}
          run={run}
          index={index}
          isSelected={rows[index].node === selected}
          stability={stability}
        />
      )}
    />
  )
}

interface RowProps {
  row: NodeRow
  run: LiveRun | null
  index: number
  isSelected: boolean
  stability: StabilityDetail | null
}

function Row({ row, run, index, isSelected, stability }: RowProps) {
  const { node, kind, edgesIn, edgesOut, largest } = row
  const role = useShownRoles().byNode.get(node)
  return (
    <GridRow index={index} data-chosen={isSelected || undefined} aria-label={shownNode(node)}>
      <PickCell
        shown={shownNode(node)}
        name={node}
        isSelected={isSelected}
        onPick={() => updateWorkbench({ selection: isSelected ? null : { kind: 'node', node } })}
      />
      <span role="cell">{kind}</span>
      <NumberCell>{formatCount(edgesIn)}</NumberCell>
      <NumberCell>{formatCount(edgesOut)}</NumberCell>
      <NumberCell>{largest > 0 ? formatSigned(largest).replace('+', '') : '–'}</NumberCell>
      {stability && <KeptCell stability={stability} {...nodeStability(stability, node)} />}
      <span role="cell" className="clip">
        {role?.label ?? ''}
      </span>
      <span role="cell">
        <ExplainHead run={run?.summary ?? null} node={node} />
      </span>
    </GridRow>
  )
}
