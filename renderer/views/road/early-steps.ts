import type { RunSummary } from '../../../contract'
import { usePromptReadiness } from '../../state/prompt-checks'
import { useTasks } from '../../state/prompt-tasks'
import { isLive, STATE_LABEL } from '../../state/run-states'
import { topNodesText } from '../../state/sites'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { formatCount, formatPlural } from '../../widgets/format'
import { partOf } from '../stages/stage-part'
import { takeToConfirm, takeToDiscover, takeToTrace } from './road-actions'
import type { RoadLink, RoadStep } from './road-step'

/** The road from the model to where the information flows: what is there in each view, and what comes next. */

export function useModelStep(): RoadStep {
  const model = useWorkbench((state) => state.model)
  if (!model) return { has: 'No model open', next: [], missing: 'Open a model, or take the sample.' }
  const { layers, heads } = model.shape
  return {
    has: `${model.name}: ${formatPlural(layers, 'layer')} of ${formatPlural(heads, 'head')}, ${formatCount(model.edgeCount)} edges`,
    next: [
      {
        view: 'dataset',
        hint: 'Prompts that differ in what the circuit is about, and whether the model does the task',
      },
    ],
  }
}

export function useDatasetStep(): RoadStep {
  const { filled, ready, canRun, reason } = usePromptReadiness()
  const summary = useTasks((state) => state.summary)
  const isRight = summary && summary.judged > 0 && filled > 0
  const right = isRight
    ? `, the model is right on ${formatCount(summary.right)} of ${formatCount(summary.judged)}`
    : ''
  const has = filled === 0 ? 'No prompts yet' : `${formatPlural(ready, 'prompt pair')} ready${right}`
  if (filled === 0) return { has, next: [], missing: 'Type a pair, or make or import prompts above.' }
  if (!canRun) return { has, next: [], missing: reason ?? 'The prompts are being checked.' }
  return {
    has,
    next: [
      {
        view: 'screen',
        along: `with ${these(ready, 'prompt')}`,
        hint: 'Estimates at once which heads, MLPs and positions matter',
      },
      { view: 'discover', hint: 'Skips ahead: ACDC searches all edges without a screening' },
    ],
  }
}

export function useScreenStep(): RoadStep {
  const { run } = useStageRun('screen')
  const { selected, top } = stageForm.use((form) => form)
  const scores = run && partOf('screen', run)
  const state = stateOf(run?.summary, 'Nothing screened yet')
  if (selected.length === 0 && !scores)
    return { has: state, next: [], missing: 'Screen first, or select sites.' }
  const has = scores ? `${formatPlural(scores.effect.length, 'site')} screened` : state
  const along = selected.length > 0 ? `with ${these(selected.length, 'site')}` : (scores ? `with ${topNodesText(scores, top)}` : undefined)
  return {
    has: withSelection(has, selected.length),
    next: [
      {
        view: 'confirm',
        along,
        hint: 'Patches each of them exactly, one run of the model each',
        go: takeToConfirm,
      },
    ],
  }
}

export function useConfirmStep(): RoadStep {
  const { run } = useStageRun('confirm')
  const { selected } = stageForm.use((form) => form)
  const found = run && partOf('confirm', run)
  const state = stateOf(run?.summary, 'Nothing confirmed yet')
  const has = found ? `${formatPlural(found.exact.effect.length, 'site')} measured exactly` : state
  if (!found && selected.length === 0)
    return { has, next: [], missing: 'Confirm sites first, or select some.' }
  const trace: RoadLink = {
    view: 'trace',
    hint:
      selected.length > 0
        ? 'Measures every edge among them, one at a time'
        : 'Measures every edge into the logits, or into any head',
    go: takeToTrace,
  }
  if (selected.length > 0) trace.along = `among ${these(selected.length, 'site')}`
  return { has: withSelection(has, selected.length), next: [trace] }
}

export function useTraceStep(): RoadStep {
  const { run } = useStageRun('trace')
  const { selected } = stageForm.use((form) => form)
  const model = useWorkbench((state) => state.model)
  const has =
    run && partOf('trace', run) ? `${run.summary.name} traced` : stateOf(run?.summary, 'Nothing traced yet')
  if (!model) return { has, next: [], missing: 'Open a model first.' }
  return {
    has: withSelection(has, selected.length),
    next: [
      {
        view: 'discover',
        hint: `ACDC tests all ${formatCount(model.edgeCount)} edges, each in the circuit left by the others`,
        go: takeToDiscover,
      },
    ],
  }
}

/** `this site`, `these 3 sites` */
export function these(count: number, one: string): string {
  return count === 1 ? `this ${one}` : `these ${formatPlural(count, one)}`
}

function withSelection(has: string, selected: number): string {
  return selected > 0 ? `${has}, ${formatCount(selected)} selected` : has
}

/** `Run 3 running`; `nothing` where there is no run. */
function stateOf(run: RunSummary | undefined, nothing: string): string {
  if (!run) return nothing
  return isLive(run.state) || run.state !== 'done' ? `${run.name} ${STATE_LABEL[run.state]}` : run.name
}
