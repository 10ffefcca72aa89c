import { Route } from 'lucide-react'
import { useMemo } from 'react'
import type { ComputationalGraph } from '../../../engine/graph'
import { graphOfShape } from '../../state/graph-of-shape'
import { useStageRun } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import { TraceBody } from './trace-body'
import { useTraceConfig, useTraceStart } from './trace-form'
import { TraceProposal } from './trace-proposal'
import { TraceSelection } from './trace-selection'
import { TraceToolbar } from './trace-toolbar'

/** The third stage: through which edges information reaches a site and leaves it. */
export function TraceView() {
  const shape = useWorkbench((state) => state.model?.shape ?? null)
  const start = useTraceStart()
  const { run } = useStageRun('trace')
  const traced = useMemo(() => run && partOf('trace', run), [run])
  const shown = run?.detail.shape ?? shape
  const graph = shown ? graphOfShape(shown) : null
  return (
    <StageFrame
      label="Trace"
      head={
        <>
          <TraceToolbar graph={graph} />
          <TraceBelonging graph={graph} />
        </>
      }
      explained={start.explained(graph)}
    >
      {run && traced && graph ? (
        // Edges are indices into one graph: a pinned edge means nothing in another.
        <TraceBody key={run.detail.provenance?.modelHash} graph={graph} traced={traced} run={run} />
      ) : (
        <NothingTraced graph={graph} />
      )}
    </StageFrame>
  )
}

/** Before the first trace the model itself, to choose in; while a run is read, live or failed, its state. */
function NothingTraced({ graph }: { graph: ComputationalGraph | null }) {
  const { run, isLoading, problem } = useStageRun('trace')
  const isEmpty = !run && !isLoading && !problem
  return (
    <StageColumns
      main={
        isEmpty && graph ? (
          <TraceProposal graph={graph} />
        ) : (
          <StageBody
            stage="trace"
            icon={Route}
            title="Which way does it flow?"
            text="Choose a receiver, for example a confirmed head’s queries, and see the exact effect of every sender on the metric through that one edge; or a sender, and see all its receivers."
          >
            {() => null}
          </StageBody>
        )
      }
      inspectorLabel="Tracing"
      inspector={<TraceSelection run={null} />}
    />
  )
}

function TraceBelonging({ graph }: { graph: ComputationalGraph | null }) {
  const { problem } = useTraceStart()
  const isBlocked = problem !== undefined && (!graph || problem(graph) !== null)
  return <StageBelonging stage="trace" config={useTraceConfig()} isBlocked={isBlocked} />
}
