import type { RunSummary } from '../../contract'
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
    run: name === `Run ${number}` ? name : `Run ${number} · ${name}`,
    method: methodLabel(method),
    model: isImport ? `${modelName}, as its file says` : modelName,
    prompts: isImport ? 'no prompts' : `${promptsName}, ${formatPlural(promptCount, 'prompt')}`,
  }
}

/** `Run 8`, or `8 · first try` where the run was given a name: short, for menus. */
export function menuTitle({ number, name }: Pick<RunSummary, 'number' | 'name'>): string {
  return name === `Run ${number}` ? name : `${number} · ${name}`
}

/** Whether the run names its model: the host calls the model of a circuit file that names none by its shape. */
export function namesModel({ modelName }: RunSummary, { layers, heads }: GraphShape): boolean {
  return modelName !== `${layers} layers, ${heads} heads`
}
