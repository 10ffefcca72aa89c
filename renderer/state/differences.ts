import { changedFiles, type ModelInfo, type PromptSet, type RunConfig, type RunDetail } from '../../contract'
import type { GraphShape } from '../../engine/graph'
import type { RunName } from '../methods/settings'
import { formatPlural } from '../widgets/format'
import { isOfModel, isSamePrompts, isSameShape, rowContent } from './belonging'
import { isImported } from './finds'
import { namesModel, ownerOf } from './owner'
import { settingDifferences } from './setting-differences'

/** The form of the next run. `config` is what it would start now; null while something is missing. */
export interface NextRun {
  model: ModelInfo | null
  prompts: PromptSet
  config: RunConfig | null
  runName: RunName
}

/** One difference between the run on screen and the form. */
export interface Difference {
  kind: 'model' | 'prompts' | 'setting'
  what: string
  /** On screen, and in the form. */
  here: string
  form: string
}

/** All differences between a run and what the form would start; empty where the form would start it again. */
export function differencesOf(detail: RunDetail, next: NextRun): Difference[] {
  const { config, summary } = detail
  const settings = config && next.config ? settingDifferences(config, next.config, summary, next.runName) : []
  return [
    ...modelDifference(detail, next.model),
    ...promptDifference(detail, next),
    ...settings.map((difference) => ({ kind: 'setting' as const, ...difference })),
  ]
}

function modelDifference(detail: RunDetail, model: ModelInfo | null): Difference[] {
  const { summary, shape } = detail
  const differs = (here: string, form: string): Difference[] => [{ kind: 'model', what: 'model', here, form }]
  const here = ownerOf(summary).model
  if (!model) return differs(here, 'none is open')
  if (!isOfModel(detail, model)) {
    if (!isSameShape(shape, model.shape)) {
      const graph = shapeText(shape)
      const withName = namesModel(summary, shape) ? `${here}: ${graph}` : graph
      return differs(withName, `${model.name}: ${shapeText(model.shape)}`)
    }
    if (summary.model !== model.path || !detail.provenance) return differs(here, model.name)
    const changed = model.identity && changedFiles(detail.provenance, model.identity)
    return differs(`${here}, from other files`, `changed since: ${changed}`)
  }
  const isNamed = isImported(summary) && namesModel(summary, shape)
  return isNamed && summary.modelName !== model.name ? differs(here, model.name) : []
}

function shapeText({ layers, heads, mlps }: GraphShape): string {
  return `${formatPlural(layers, 'layer')} of ${formatPlural(heads, 'head')}${mlps ? '' : ' without MLPs'}`
}

function promptDifference({ config }: RunDetail, { prompts }: NextRun): Difference[] {
  if (!config || isSamePrompts(config.prompts, prompts)) return []
  const of = ({ name, rows }: PromptSet) => `${name}, ${formatPlural(rows.length, 'prompt')}`
  const here = of(config.prompts)
  const form = prompts.rows.length === 0 ? 'none yet' : of(prompts)
  return [
    {
      kind: 'prompts',
      what: 'prompts',
      here,
      form: here === form ? editedText(config.prompts, prompts) : form,
    },
  ]
}

function editedText(run: PromptSet, form: PromptSet): string {
  const changed = run.rows.filter((row, i) => rowContent(row) !== rowContent(form.rows[i]))
  if (changed.length === 0) {
    if (run.bos !== form.bos) return 'another choice for the beginning-of-text token'
    const isReadAlike = (run.answerReading ?? 'auto') === (form.answerReading ?? 'auto')
    return isReadAlike ? 'another split of the rows' : 'another reading of the answers'
  }
  return `edited since, in ${formatPlural(changed.length, 'row')}`
}
