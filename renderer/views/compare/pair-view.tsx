import { useEffect, useMemo, useState, type RefObject } from 'react'
import type { RunComparison } from '../../../contract'
import { describeComparison } from '../../../pictures'
import { GraphView, type GraphHandle } from '../../graph/graph-view'
import type { CompareMode } from '../../state/compare'
import { graphOfShape } from '../../state/graph-of-shape'
import { usePane } from '../../state/maximised'
import { ensureRoles, useOpenModelHash, useRoles } from '../../state/roles'
import { ShownRoles } from '../../state/shown-roles'
import { useWorkbench, type Selection } from '../../state/workbench'
import { Described } from '../../widgets/described'
import { MaximiseButton } from '../../widgets/maximise-button'
import { CompareInspector } from './compare-inspector'
import { CompareTables } from './compare-tables'
import styles from './pair-view.module.css'
import { PromptsPane } from './prompts-pane'
import { UnionLegend } from './union-legend'
import { unionLooks } from './union-looks'

const UNION_PANE = 'union'

interface PairViewProps {
  mode: CompareMode
  comparison: RunComparison
  refresh: () => void
  handle: RefObject<GraphHandle | null>
}

/** Two circuits as one graph or prompt by prompt, how much they agree, and their numbers. */
export function PairView({ mode, comparison, refresh, handle }: PairViewProps) {
  const layout = useWorkbench((state) => state.graphLayout)
  const [selection, setSelection] = useState<Selection>(null)
  const { layers, heads, mlps, parallel } = comparison.shape
  // The same graph object for the same shape: the drawing stays where it is when another run is chosen.
  const graph = useMemo(
    () => graphOfShape({ layers, heads, mlps, parallel }),
    [layers, heads, mlps, parallel],
  )
  const pane = usePane(UNION_PANE)
  const selectedEdge = selection?.kind === 'edge' ? selection.edge : null
  const roles = useComparedRoles(comparison)
  const { looks, hidden } = useMemo(() => unionLooks(comparison, selectedEdge), [comparison, selectedEdge])
  return (
    <ShownRoles value={roles}>
      <Described by={() => describeComparison(comparison, roles.list)}>
        {mode === 'prompts' ? (
          <div className={styles.prompts}>
            <PromptsPane comparison={comparison} />
          </div>
        ) : (
          <div {...pane} className={styles.canvas}>
            <MaximiseButton pane={UNION_PANE} what="the union graph" isInCorner />
            <div className={styles.graph}>
              <GraphView
                graph={graph}
                edges={looks}
                layout={layout}
                selection={selection}
                onSelect={setSelection}
                label={`Union of run ${comparison.a.number} and run ${comparison.b.number}, ${looks.length} edges`}
                handle={handle}
              />
            </div>
            <UnionLegend comparison={comparison} hidden={hidden} />
          </div>
        )}
        <div className={styles.inspector} data-mode={mode}>
          <CompareInspector
            graph={graph}
            comparison={comparison}
            selection={selection}
            onSelect={setSelection}
            refresh={refresh}
          />
        </div>
        <CompareTables comparison={comparison} />
      </Described>
    </ShownRoles>
  )
}

/** Roles of the model of A, else of B; two imported circuits take those of the model that is open. */
function useComparedRoles({ modelHash }: RunComparison) {
  const open = useOpenModelHash()
  const hash = modelHash ?? open
  useEffect(() => {
    if (hash !== null) ensureRoles(hash)
  }, [hash])
  return useRoles(hash)
}
