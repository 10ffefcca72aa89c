import { edgeName, type ComputationalGraph } from '../../../engine/graph'
import type { LiveRun } from '../../state/live-run'
import { useWorkbench } from '../../state/workbench'
import { Inspector } from '../../widgets/panes'
import { RunCertificate } from '../../widgets/run-certificate'
import { ExplainButton } from '../stages/explain-button'
import { EdgeFacts } from './edge-facts'
import { FinalMetrics } from './final-metrics'
import { KeptEdges } from './kept-edges'
import { ModelFacts } from './model-facts'
import { NodeFacts } from './node-facts'
import styles from './run-inspector.module.css'
import { Provenance } from './provenance'

/** The pinned node or edge, else the whole run. */
export function RunInspector({ graph, run }: { graph: ComputationalGraph; run: LiveRun | null }) {
  const selection = useWorkbench((state) => state.selection)
  return (
    <Inspector label="Inspector">
      {selection?.kind === 'edge' && selection.edge < graph.edgeCount && (
        <EdgeFacts key={edgeName(graph, selection.edge)} graph={graph} run={run} edge={selection.edge} />
      )}
      {selection?.kind === 'node' && <NodeFacts graph={graph} run={run} node={selection.node} />}
      {run && !selection && (
        <p className={styles.lead}>
          <ExplainButton run={run.summary} />
        </p>
      )}
      {run && selection?.kind !== 'node' && <KeptEdges run={run} />}
      {!run && !selection && <ModelFacts graph={graph} />}
      {run && <FinalMetrics run={run} />}
      {run && <RunCertificate summary={run.summary} detail={run.detail} />}
      {run && <Provenance run={run} />}
    </Inspector>
  )
}
