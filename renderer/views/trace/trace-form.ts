import type { RunConfig } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { TraceStart } from '../../methods/method-view'
import { startOf, TRACE_STARTS } from '../../methods/registry'
import { useAllForms } from '../../state/forms'
import { graphOfShape } from '../../state/graph-of-shape'
import { showKnownRun } from '../../state/known-run'
import { usePromptSet } from '../../state/prompt-store'
import { stageConfig, stageForm, traceForm } from '../../state/stage-form'
import { useWorkbench } from '../../state/workbench'

/** What is chosen in Trace: edges into or from a node, among sites, or a path. */
function traceStart(): TraceStart {
  return startOf(TRACE_STARTS, traceForm.get().traceMode)
}

/** Renders again on every change of a form: the texts of a start depend on them. */
export function useTraceStart(): TraceStart {
  useAllForms()
  return traceStart()
}

/** What Trace would start now; null while no model is open. */
export function traceConfig(): RunConfig | null {
  const common = stageConfig()
  return common && traceStart().config(common, stageForm.get(), openGraph())
}

export function useTraceConfig(): RunConfig | null {
  useAllForms()
  useWorkbench((state) => state.model)
  usePromptSet()
  return traceConfig()
}

/** The graph of the open model; null while none is open. */
export function openGraph(): ComputationalGraph | null {
  const { model } = useWorkbench.getState()
  return model && graphOfShape(model.shape)
}

/** Called when the form asks for other edges: shows the run that already traced them, if there is one. */
export function showKnownTrace(): void {
  showKnownRun('trace', traceConfig())
}
