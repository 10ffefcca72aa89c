import { useMemo } from 'react'
import type { ExplainSource, PromptSet, RunSummary } from '../../contract'
import { isOfOpenModel } from './belonging'
import { findsOf, isImported, isOfScores } from './finds'
import { createForm } from './forms'
import { usePromptReadiness } from './prompt-checks'
import { usePromptSet } from './prompt-store'
import { useRunList } from './run-store'
import { showView, useWorkbench } from './workbench'

interface ExplainForm {
  /** Id of the run whose circuit is explained; `model` for all nodes of the model; null for the run in Discover. */
  explained: string | null
}

/** All nodes of the model, on the prompts of the form. */
export const WHOLE_MODEL = 'model'

const explainForm = createForm<ExplainForm>(
  'explain',
  { explained: null },
  { ofModel: ['explained'], ofRuns: ['explained'] },
)

export interface ExplainChoice {
  /** What can be explained of the open model, the newest first. */
  runs: RunSummary[]
  /** The run chosen; null where the whole model is. */
  run: RunSummary | null
  source: ExplainSource | null
  /** Why there is nothing to explain, as a sentence; null where there is. */
  obstacle: { text: string; mendedIn: 'model' | 'dataset' } | null
}

/** What the view Explain shows. */
export function useExplainChoice(): ExplainChoice {
  const model = useWorkbench((state) => state.model)
  const inDiscover = useWorkbench((state) => state.runId)
  const explained = explainForm.use((form) => form.explained)
  const all = useRunList()
  const prompts = usePromptSet()
  const readiness = usePromptReadiness()
  const runs = useMemo(() => explainableRuns(all ?? [], model), [all, model])
  const run = chosenRun(runs, explained, inDiscover)
  const takesForm = run === null || isImported(run)
  const source = useMemo(
    () => (model ? sourceOf(run?.id ?? null, takesForm, model.path, prompts) : null),
    [model, run?.id, takesForm, prompts],
  )
  const unready = readiness.canRun ? null : (readiness.reason ?? 'The prompts are being checked.')
  const obstacle: ExplainChoice['obstacle'] = !model
    ? { text: 'Open a model first.', mendedIn: 'model' }
    : takesForm && unready
      ? { text: unready, mendedIn: 'dataset' }
      : null
  return { runs, run, source: obstacle ? null : source, obstacle }
}

/** Finished runs of the model that have a circuit or scores of edges, the newest first. */
function explainableRuns(
  runs: readonly RunSummary[],
  model: { path: string; edgeCount: number } | null,
): RunSummary[] {
  return runs
    .filter((run) => canBeExplained(run))
    .filter((run) => isOfOpenModel(run, model))
    .sort((a, b) => b.number - a.number)
}

/** Whether a run has a circuit; of one with scores alone, its model and prompts are explained. */
export function canBeExplained(run: RunSummary): boolean {
  return run.state === 'done' && (findsOf(run).circuit !== null || isOfScores(run))
}

function chosenRun(
  runs: RunSummary[],
  explained: string | null,
  inDiscover: string | null,
): RunSummary | null {
  if (explained === WHOLE_MODEL) return null
  return runs.find(({ id }) => id === (explained ?? inDiscover)) ?? runs[0] ?? null
}

/** A circuit file has no prompts of its own: those of the form are taken. */
function sourceOf(run: string | null, takesForm: boolean, model: string, prompts: PromptSet): ExplainSource {
  if (run === null) return { model, prompts }
  return takesForm ? { model, prompts, circuit: run } : { run }
}

export function chooseExplained(id: string): void {
  explainForm.set({ explained: id })
}

/** Explains what Discover shows. */
export function followExplained(): void {
  explainForm.set({ explained: null })
}

/** Shows what the nodes of a run's circuit do. */
export function openExplainStage(run: string): void {
  chooseExplained(run)
  showView('explain')
}
