import { isNamed, type RunSummary, type TitledRun } from '../../contract'
import { shownTitle } from './shown-title'
import type { GraphShape } from '../../engine/graph'
import { methodLabel } from '../methods/registry'
import { formatPlural } from '../widgets/format'
import { isImported } from './finds'

/** What a run on screen belongs to, in words, the same for every view and picture. */
export interface Owner {
  run: string
  method: string
  model: string
  prompts: string
}

export function ownerOf(summary: RunSummary): Owner {
  const { number, name, method, modelName, promptsName, promptCount } = summary
  const isImport = isImported(summary)
  return {
    run: isNamed(summary) ? `Run ${number} · ${name}` : name,
    method: methodLabel(method),
    model: isImport ? `${modelName}, as its file says` : modelName,
    prompts: isImport ? 'no prompts' : `${promptsName}, ${formatPlural(promptCount, 'prompt')}`,
  }
}

/** `8 · ACDC τ 0.01 KL, induction`, or `8 · first try, ACDC` where the run was given a name: for menus. */
export function menuTitle(run: TitledRun): string {
  const named = isNamed(run) ? `, ${methodLabel(run.method)}` : ''
  return `${run.number} · ${shownTitle(run)}${named}`
}

/** Whether the run names its model: the host calls the model of a circuit file that names none by its shape. */
export function namesModel({ modelName }: RunSummary, { layers, heads }: GraphShape): boolean {
  return modelName !== `${layers} layers, ${heads} heads`
}
