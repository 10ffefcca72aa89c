import {
  changedFiles,
  identityOf,
  runConfigSchema,
  type MetricName,
  type ModelInfo,
  type PromptRow,
  type PromptSet,
  type RunConfig,
  type RunDetail,
  type RunSummary,
} from '../../contract'
import type { GraphShape, TestOrder } from '../../engine/graph'
import { formatPlural } from '../widgets/format'
import { METRIC_LABEL } from './edge-values'
import { METHOD_LABEL, ORDER_LABEL } from './method-names'

/** What a run on screen is of, in words: the one answer for every view, its pictures and their names. */
export interface Owner {
  run: string
  method: string
  model: string
  prompts: string
}

export function ownerOf(summary: RunSummary): Owner {
  const { number, name, method, modelName, promptsName, promptCount } = summary
  const isImport = method === 'import'
  return {
    run: name === `Run ${number}` ? name : `Run ${number} · ${name}`,
    method: METHOD_LABEL[method],
    model: isImport ? `${modelName}, as its file says` : modelName,
    prompts: isImport ? 'no prompts' : `${promptsName}, ${formatPlural(promptCount, 'prompt')}`,
  }
}

/** The form of the next run. `config` is what it would start now; null where it cannot say. */
export interface Form {
  model: ModelInfo | null
  prompts: PromptSet
  config: RunConfig | null
  /** What a run is called, by its id. */
  runName: (id: string) => string
}

/** One thing that is another in the run on screen than in the form. */
export interface Difference {
  kind: 'model' | 'prompts' | 'setting'
  what: string
  /** On screen, and in the form. */
  here: string
  form: string
}

/** Everything in which a run is not what the form would start; empty where the form would start it again. */
export function differencesOf(detail: RunDetail, form: Form): Difference[] {
  return [
    ...modelDifference(detail, form.model),
    ...promptDifference(detail, form),
    ...settingDifferences(detail, form),
  ]
}

/**
 * Whether a run was computed on this very model. An imported circuit was computed on none that is known here: it is
 * of every model whose graph it is a circuit of.
 */
export function isOfModel({ provenance, config, shape, summary }: RunDetail, model: ModelInfo): boolean {
  if (summary.method === 'import') return isSameShape(shape, model.shape)
  return provenance ? changedFiles(provenance, identityOf(model)) === null : config?.model === model.path
}

/** Whether a screening's estimates are of what is asked now: those of anything else say nothing about its exact values. */
export function asksTheSame(
  detail: RunDetail,
  form: { model: ModelInfo; prompts: PromptSet; metric: MetricName; direction: string; ablation: string },
): boolean {
  const { config, summary } = detail
  if (!config || !isOfModel(detail, form.model) || !isSamePrompts(config.prompts, form.prompts)) return false
  const ablation = settingsOf(config).ablation
  return summary.metric === form.metric && summary.direction === form.direction && ablation === form.ablation
}

export function isSameShape(a: GraphShape, b: GraphShape): boolean {
  return a.layers === b.layers && a.heads === b.heads && a.mlps === b.mlps && a.parallel === b.parallel
}

function modelDifference(detail: RunDetail, model: ModelInfo | null): Difference[] {
  const { summary, shape } = detail
  const differs = (here: string, form: string): Difference[] => [{ kind: 'model', what: 'model', here, form }]
  const here = ownerOf(summary).model
  if (!model) return differs(here, 'none is open')
  if (!isOfModel(detail, model)) {
    if (!isSameShape(shape, model.shape)) {
      const graph = shapeText(shape)
      const isNamed = summary.modelName !== unnamedModel(shape)
      return differs(isNamed ? `${here}: ${graph}` : graph, `${model.name}: ${shapeText(model.shape)}`)
    }
    if (summary.model !== model.path || !detail.provenance) return differs(here, model.name)
    const changed = changedFiles(detail.provenance, identityOf(model))
    return differs(`${here}, of other files`, `changed since: ${changed}`)
  }
  const isNamed = summary.method === 'import' && summary.modelName !== unnamedModel(shape)
  return isNamed && summary.modelName !== model.name ? differs(here, model.name) : []
}

/** What the host calls the model of a circuit file that names none. */
function unnamedModel({ layers, heads }: GraphShape): string {
  return `${layers} layers, ${heads} heads`
}

function shapeText({ layers, heads, mlps }: GraphShape): string {
  return `${formatPlural(layers, 'layer')} of ${formatPlural(heads, 'head')}${mlps ? '' : ' without MLPs'}`
}

function promptDifference({ config }: RunDetail, { prompts }: Form): Difference[] {
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

/** Whether the model is given the same; a set's name does not matter. */
export function isSamePrompts(a: PromptSet, b: PromptSet): boolean {
  return a === b || contentOf(a) === contentOf(b)
}

/** Sets are never changed in place, and long ones are compared often. */
const contents = new WeakMap<PromptSet, string>()

function contentOf(set: PromptSet): string {
  const known = contents.get(set)
  if (known !== undefined) return known
  const content = JSON.stringify([set.bos, set.rows.map(rowContent)])
  contents.set(set, content)
  return content
}

function rowContent(row: PromptRow | undefined): string {
  return JSON.stringify([row?.clean, row?.corrupt, row?.answers, row?.wrongAnswers, row?.position ?? null])
}

function editedText(run: PromptSet, form: PromptSet): string {
  const changed = run.rows.filter((row, i) => rowContent(row) !== rowContent(form.rows[i]))
  if (changed.length === 0) return 'another choice of the beginning-of-text token'
  return `edited since, in ${formatPlural(changed.length, 'row')}`
}

type KeyOf<T> = T extends unknown ? keyof T : never
type SettingName = Exclude<KeyOf<RunConfig>, 'model' | 'prompts'>

interface Setting {
  what: string
  text?: (value: never, runName: Form['runName']) => string
  /** Means the same in every method that has it: held against the form of another method too. */
  isShared?: boolean
  isCompared?: (here: Settings, form: Settings) => boolean
  /** What is looked at rather than how it is measured. */
  isOfView?: boolean
}

/** What each part of a configuration is called; null where what is shown says it by itself, or it is no choice. */
const SETTINGS: Record<SettingName, Setting | null> = {
  method: { what: 'method', text: (method: RunConfig['method']) => METHOD_LABEL[method], isOfView: true },
  metric: { what: 'metric', text: (metric: MetricName) => METRIC_LABEL[metric], isShared: true },
  direction: { what: 'direction', isShared: true },
  threshold: { what: 'threshold', text: (tau: number) => (Number.isFinite(tau) ? String(tau) : 'no number') },
  order: { what: 'order of the tests', text: (order: TestOrder) => ORDER_LABEL[order] },
  orderMetric: {
    what: 'metric of the order',
    text: (metric: MetricName) => METRIC_LABEL[metric],
    isCompared: (here, form) => here.order === form.order,
  },
  absolute: { what: 'cut by', text: (absolute: boolean) => (absolute ? '|harm|' : 'harm') },
  igSteps: { what: 'integrated-gradient steps' },
  mlps: { what: 'MLPs', isShared: true },
  variant: { what: 'estimate' },
  ablation: {
    what: 'ablation',
    isShared: true,
    // A judgement that leaves it open takes that of its circuit.
    isCompared: (here, form) => here.ablation !== undefined && form.ablation !== undefined,
  },
  sites: {
    what: 'sites',
    text: (sites: string[]) => sites.join(', '),
    isCompared: (here) => !('only' in here),
  },
  top: { what: 'top', text: (top: number | number[]) => [top].flat().join(', ') || 'none' },
  by: { what: 'ranked by' },
  path: { what: 'path', text: (path: string) => path || 'none yet' },
  select: {
    what: 'edges',
    isOfView: true,
    text: ({ edges }: { edges: string[] }) => formatPlural(edges.length, 'chosen edge'),
    isCompared: (here, form) => isList(here.select) && isList(form.select),
  },
  circuit: { what: 'circuit', text: circuitText, isShared: true, isOfView: true },
  reference: { what: 'reference', text: circuitText, isOfView: true },
  only: null,
  neurons: null,
  screening: null,
  scores: null,
  referenceLogits: null,
}

function isList(select: unknown): boolean {
  return (select as Select | undefined)?.kind === 'list'
}
type Select = Extract<RunConfig, { method: 'edges' }>['select']

function circuitText(source: { runId?: string } | undefined, runName: Form['runName']): string {
  if (!source) return 'none'
  return source.runId === undefined ? 'a file' : runName(source.runId)
}

function settingDifferences({ config, summary }: RunDetail, { config: next, runName }: Form): Difference[] {
  if (!config || !next) return []
  // A workflow judges the circuit that it proposes itself.
  const own = config.method === 'workflow' && { circuit: { runId: summary.id } }
  const [here, form] = [{ ...settingsOf(config), ...own }, settingsOf(next)]
  // A workflow is all four stages: it is no other method than the one of the stage that shows a part of it.
  const isSameMethod = config.method === next.method
  return (Object.keys(SETTINGS) as SettingName[]).flatMap((name) => {
    const setting = SETTINGS[name]
    if (!setting || (name === 'method' && config.method === 'workflow')) return []
    const isAsked = isSameMethod || name === 'method' || (setting.isShared && name in here && name in form)
    const isCompared = setting.isCompared?.(here, form) ?? true
    if (!isAsked || !isCompared || isSame(here[name], form[name])) return []
    const [hereText, formText] = [textOf(setting, here[name], runName), textOf(setting, form[name], runName)]
    const isAlike = hereText === formText
    return [
      {
        kind: 'setting',
        what: setting.what,
        here: hereText,
        form: isAlike ? `others, ${formText}` : formText,
      },
    ]
  })
}

function textOf(setting: Setting, value: unknown, runName: Form['runName'] = (id) => id): string {
  const text = (setting.text ?? String) as (value: unknown, runName: Form['runName']) => string
  return text(value, runName)
}

/** `metric KL · threshold 0.02 · …`: all that a configuration chose besides model, prompts and method. */
export function settingsLine(config: RunConfig): string {
  const values = settingsOf(config)
  return (Object.keys(SETTINGS) as SettingName[])
    .flatMap((name) => {
      const setting = SETTINGS[name]
      const isTold = setting && !setting.isOfView && values[name] !== undefined
      return isTold ? [`${setting.what} ${textOf(setting, values[name])}`] : []
    })
    .join(' · ')
}

type Settings = Partial<Record<SettingName, unknown>>
const settings = new WeakMap<RunConfig, Settings>()

/** A configuration with what an older program left out. A form that cannot run yet stays as it is. */
function settingsOf(config: RunConfig): Settings {
  const known = settings.get(config)
  if (known) return known
  // Prompts are compared by themselves: here they would be checked row by row.
  const { data } = runConfigSchema.safeParse({ ...config, prompts: { name: 'prompts', rows: [] } })
  const whole: Settings = { ...(data ?? config) }
  // Left out, an ablation is this one in every method, but for a judgement, which takes that of its circuit.
  if (config.method !== 'evaluate') whole.ablation ??= 'resample'
  // So is the metric of an order by |EAP|: that of the run.
  if (whole.order === 'eap') whole.orderMetric ??= whole.metric
  settings.set(config, whole)
  return whole
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

/** The same for the same value: keys in order, left-out and undefined parts alike, lists of words as sets. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const items: unknown[] = value.map(sorted)
    return items.every((item) => typeof item === 'string') ? [...items].sort() : items
  }
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]),
  )
}
