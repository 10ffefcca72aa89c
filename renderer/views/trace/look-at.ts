import { graphOfShape } from '../../state/graph-of-shape'
import { readRuns } from '../../state/run-store'
import { showStageRun, updateStages, useStages, type Stages } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { knownTrace, traceConfig } from './trace-data'

type Look = Partial<Pick<Stages, 'traceMode' | 'receiver' | 'sender' | 'mlps'>>

/** Turns to another slot; where it was traced already, its run comes back on screen. */
export function lookAt(slot: Look): void {
  updateStages(slot)
  const stages = useStages.getState()
  const config = traceConfig(stages, openGraph())
  const { model } = useWorkbench.getState()
  const known = config && model && knownTrace(readRuns(), config, model)
  if (known) showStageRun('trace', known)
}

/** The graph of the open model; null while none is open. */
export function openGraph() {
  const { model } = useWorkbench.getState()
  return model && graphOfShape(model.shape)
}
