import { Route } from 'lucide-react'
import type { ComputationalGraph } from '../../../engine/graph'
import { graphOfShape } from '../../state/graph-of-shape'
import { nodeOfSite } from '../../state/sites'
import { useStageRun, useStages } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { Inspector } from '../../widgets/panes'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import styles from '../stages/stages.module.css'
import { openGraph } from './look-at'
import { pathEdges, traceConfig, tracedOf } from './trace-data'
import { TraceBody } from './trace-body'
import { receiverText, TraceNow } from './trace-now'
import { TraceSelection } from './trace-selection'
import { TraceToolbar } from './trace-toolbar'

/** The third stage: through which edges a site gets and gives what it needs. */
export function TraceView() {
  const shape = useWorkbench((state) => state.model?.shape ?? null)
  const { run } = useStageRun('trace')
  const traced = run ? tracedOf(run) : null
  const shown = run?.detail.shape ?? shape
  const graph = shown ? graphOfShape(shown) : null
  return (
    <section className={styles.view} aria-label="Trace">
      <TraceToolbar graph={graph} />
      <TraceBelonging graph={graph} />
      <Explained graph={graph} />
      {run && traced && graph ? (
        // Edges are numbers within one graph: what is pinned in one means nothing in another.
        <TraceBody key={run.detail.provenance?.modelHash} graph={graph} traced={traced} run={run} />
      ) : (
        <NothingTraced />
      )}
    </section>
  )
}

function NothingTraced() {
  return (
    <div className={styles.body}>
      <div className={styles.main}>
        <StageBody
          stage="trace"
          icon={Route}
          title="Which way does it flow?"
          text="Choose a receiver, for example a confirmed head’s queries, and see the exact effect of every sender on the metric through that one edge; or a sender, and see all its receivers."
          action={<TraceNow />}
          resultOf={tracedOf}
        >
          {() => null}
        </StageBody>
      </div>
      <Inspector label="Tracing">
        <TraceSelection />
      </Inspector>
    </div>
  )
}

function TraceBelonging({ graph }: { graph: ComputationalGraph | null }) {
  const stages = useStages()
  const isBlocked = stages.traceMode === 'path' && (!graph || 'problem' in pathEdges(graph, stages.path))
  return <StageBelonging stage="trace" config={traceConfig(stages, openGraph())} isBlocked={isBlocked} />
}

function Explained({ graph }: { graph: ComputationalGraph | null }) {
  const stages = useStages()
  const { traceMode: mode } = stages
  const slot = mode === 'into' ? receiverText(graph, stages.receiver) : stages.sender
  const nodes = [...new Set(stages.selected.map(nodeOfSite))].filter((node) => node !== null)
  const text = {
    into: `Every sender into ${slot}: the metric when that one edge alone carries the patched value.`,
    from: `Every receiver of ${slot}: the metric when that one edge alone carries the patched value.`,
    among: `Every edge between ${[...nodes, 'the embedding'].join(', ')} and the logits, one at a time.`,
    path: 'A chain of edges: only along it does the patched value travel.',
  }
  return <p className={styles.explained}>{text[mode]}</p>
}
