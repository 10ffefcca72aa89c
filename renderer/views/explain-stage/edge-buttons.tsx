import { edgeIndexByName, shownEdgeName, type ComputationalGraph } from '../../../engine/graph'
import type { ExplainSource } from '../../../contract'
import { showEdgePanel } from '../../state/explain'
import { VirtualRows } from '../../widgets/virtual-rows'
import styles from './edge-buttons.module.css'

interface EdgeButtonsProps {
  label: string
  /** Names of edges. */
  edges: readonly string[]
  source: ExplainSource
  graph: ComputationalGraph
}

const ROW_PX = 24
const MOST_ROWS = 8

/** Edges by name; each leads to what it carries. */
export function EdgeButtons({ label, edges, source, graph }: EdgeButtonsProps) {
  const index = edgeIndexByName(graph)
  return (
    <VirtualRows
      count={edges.length}
      keyOf={(row) => edges[row]}
      rowHeight={ROW_PX}
      overscan={8}
      mostRows={MOST_ROWS}
      box={{ role: 'list', 'aria-label': label }}
      row={(row) => (
        <button
          type="button"
          className={styles.edge}
          title={edges[row]}
          aria-label={`Explain ${shownEdgeName(edges[row])}`}
          onClick={() => showEdgePanel({ source, edge: index.get(edges[row])! })}
        >
          {shownEdgeName(edges[row])}
        </button>
      )}
    />
  )
}
