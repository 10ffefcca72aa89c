import { ActionIcon } from '@mantine/core'
import { Waypoints } from 'lucide-react'
import { useDeferredValue, useMemo } from 'react'
import { edgeStability, type StabilityDetail } from '../../../../contract'
import { edgeName, shownEdge, type ComputationalGraph } from '../../../../engine/graph'
import { formatSigned, shownValue, VALUE_NAME, valueSource } from '../../../state/edge-values'
import { showEdgePanel } from '../../../state/explain'
import { useSourceOf } from '../../../state/explain-source'
import { graphTable, type EdgeColumn } from '../../../state/graph-table'
import type { LiveRun } from '../../../state/live-run'
import { useShownRoles } from '../../../state/shown-roles'
import { useStability } from '../../../state/stability'
import { updateWorkbench, useWorkbench } from '../../../state/workbench'
import { capitalised } from '../../../widgets/format'
import { GridRow, GridTable, type GridColumn } from '../../../widgets/grid-table'
import { endsText } from '../../../widgets/role-text'
import { KeptCell, keptColumn, tableWidths } from './kept-column'
import { NumberCell, PickCell } from './table-cells'
import { edgeRows, edgeState } from './table-rows'

const ROW_PX = 26
const WIDTHS = { columns: 'minmax(120px, 1fr) 96px 110px 110px', leastPx: 574, rowPx: ROW_PX }

interface EdgeTableProps {
  graph: ComputationalGraph
  run: LiveRun | null
  isAll: boolean
}

/** Edges with what was found of each. Choosing one pins it, as a click in the drawing does. */
export function EdgeTable({ graph, run: latest, isAll }: EdgeTableProps) {
  // Sorting all edges of a large graph takes a while: what is typed and pressed meanwhile goes first.
  const run = useDeferredValue(latest)
  const sort = graphTable.use((form) => form.edgeSort)
  const selection = useWorkbench((state) => state.selection)
  const stability = useStability(run?.summary ?? null, run?.kept ?? 0)
  const selected = selection?.kind === 'edge' ? selection.edge : -1
  const edges = useMemo(() => edgeRows(graph, run, isAll, sort), [graph, run, isAll, sort])
  return (
    <GridTable
      label={isAll ? 'All edges' : 'Edges of the circuit'}
      style={tableWidths(WIDTHS, stability !== null)}
      columns={columnsOf(run, edges, stability)}
      sort={sort ?? { column: isAll ? 'edge' : 'value', descending: !isAll }}
      onSort={(column) =>
        graphTable.set({
          edgeSort: {
            column,
            descending: sort?.column === column ? !sort.descending : column === 'value' || column === 'harm',
          },
        })
      }
      count={edges.length}
      keyOf={(index) => String(edges[index])}
      rowHeight={ROW_PX}
      shown={edges.indexOf(selected)}
      row={(index) => (
        <Row
          graph={graph}
          run={run}
          edge={edges[index]}
          index={index}
          isSelected={edges[index] === selected}
          stability={stability}
        />
      )}
    />
  )
}

function columnsOf(
  run: LiveRun | null,
  edges: readonly number[],
  stability: StabilityDetail | null,
): GridColumn<EdgeColumn>[] {
  const value = run && edges.length > 0 ? VALUE_NAME[valueSource(run, edges[0])] : VALUE_NAME.effect
  return [
    { sorts: [['edge', 'Edge']] },
    { sorts: [['state', 'State']] },
    { sorts: [['value', capitalised(value === VALUE_NAME.harm ? VALUE_NAME.effect : value)]], isEnd: true },
    { sorts: [['harm', capitalised(VALUE_NAME.harm)]], isEnd: true },
    ...keptColumn(stability),
    { sorts: [], label: 'Roles', head: 'Roles' },
    { sorts: [], label: 'Actions' },
  ]
}

interface RowProps {
  graph: ComputationalGraph
  run: LiveRun | null
  edge: number
  index: number
  isSelected: boolean
  stability: StabilityDetail | null
}

function Row({ graph, run, edge, index, isSelected, stability }: RowProps) {
  const { byNode } = useShownRoles()
  const source = useSourceOf(run?.summary ?? null)
  const shown = shownEdge(graph, edge)
  const isHarm = run !== null && valueSource(run, edge) === 'harm'
  const sender = graph.senders[graph.edgeSender[edge]].name
  const receiver = graph.receivers[graph.edgeReceiver[edge]].node
  return (
    <GridRow index={index} data-chosen={isSelected || undefined} aria-label={shown}>
      <PickCell
        shown={shown}
        name={edgeName(graph, edge)}
        isSelected={isSelected}
        onPick={() => updateWorkbench({ selection: isSelected ? null : { kind: 'edge', edge } })}
      />
      <span role="cell" className="clip">
        {edgeState(run, edge)}
      </span>
      <NumberCell>{run && !isHarm ? formatSigned(shownValue(run, edge)) : '–'}</NumberCell>
      <NumberCell>{run ? formatSigned(run.delta[edge]) : '–'}</NumberCell>
      {stability && <KeptCell stability={stability} {...edgeStability(stability, edge)} />}
      <span role="cell" className="clip">
        {endsText(byNode, sender, receiver)}
      </span>
      <span role="cell">
        {source && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size={20}
            aria-label={`Explain ${shown}`}
            onClick={() => showEdgePanel({ source, edge })}
          >
            <Waypoints size={12} />
          </ActionIcon>
        )}
      </span>
    </GridRow>
  )
}
