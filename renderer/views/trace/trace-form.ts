import type { ModelInfo, RunConfig } from '../../../contract'
import type { ComputationalGraph } from '../../../engine/graph'
import type { TraceStart } from '../../methods/method-view'
import { startOf, TRACE_STARTS } from '../../methods/registry'
import { isOfModel } from '../../state/belonging'
import { useAllForms } from '../../state/forms'
import { graphOfShape } from '../../state/graph-of-shape'
import { usePromptSet } from '../../state/prompt-store'
import { readRuns, type MethodRun } from '../../state/run-store'
import { isSameValue } from '../../state/same-value'
import { stageConfig, stageForm, traceForm } from '../../state/stage-form'
import { showInStages } from '../../state/stages'
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
  const config = traceConfig()
  const { model } = useWorkbench.getState()
  const known = config && model && knownTrace(readRuns(), config, model)
  if (known) showInStages(['trace'], known)
}

/** A finished run of this very configuration on this model; null where there is none. */
export function knownTrace(runs: readonly MethodRun[], config: RunConfig, model: ModelInfo): string | null {
  const known = runs.filter(
    ({ summary, detail }) =>
      summary.state === 'done' && isOfModel(detail, model) && isSameValue(detail.config, config),
  )
  return known.at(-1)?.summary.id ?? null
}
