import { ARCHITECTURE_TITLES, PatchbayError } from '../../../contract'
import { planModel } from '../architectures'
import type { ModelPlan } from '../architectures/model-plan'
import type { GraphRoles } from './roles/graph-roles'
import { recordLayout, type AskedTensor } from './roles/recorded-layout'
import { entriesOf } from './roles/role-entries'
import { ASKED, type RecordMaker, type Values } from './settings/common-records'
import { genaiSettings, type GenaiSettings } from './settings/genai-settings'
import { settingsOf, type GraphSettings } from './settings/graph-settings'
import { LLAMA_RECORDS } from './settings/llama-records'
import { OTHER_RECORDS } from './settings/other-records'
import { nameCount } from './settings/record-names'
import { differences, differenceText } from './settings/settings-agreement'

/** What stands for a config.json that is not there. */
export interface GraphConfig {
  /** As config.json would say it. */
  values: Values
  /** Sentences about what was taken for granted. */
  warnings: string[]
}

/**
 * The settings that a graph computes by, as the config.json of the architecture that has exactly its weights.
 * `genai` is the genai_config.json beside it.
 * @throws PatchbayError (bad-input): no architecture computes the same, or a setting that the graph does not show; the
 * sentence has what to put into a config.json.
 */
export function configOfGraph(roles: GraphRoles, genai: Record<string, unknown> | null): GraphConfig {
  const known = genaiSettings(genai)
  const found = withKnown(settingsOf(roles), known)
  const attempts = Object.entries(RECORDS).map(([type, record]) =>
    tryRecord({ model_type: type, ...record(found) }, found, roles),
  )
  const fitting = attempts.filter(({ against }) => against.length === 0)
  const [nearest] = fitting.toSorted(
    (one, other) =>
      other.nameCount - one.nameCount || Number(other.isPackedAlike) - Number(one.isPackedAlike),
  )
  const best = fitting.find(({ values }) => values.model_type === known.modelType) ?? nearest
  if (!best) throw unlikeAll(attempts, roles)
  return accepted(best.values, found, roles)
}

const RECORDS: Readonly<Record<string, RecordMaker>> = { ...LLAMA_RECORDS, ...OTHER_RECORDS }

function withKnown(found: GraphSettings, { contextLength, sizes }: GenaiSettings): GraphSettings {
  return { ...found, contextLength: found.contextLength ?? contextLength, sizes: found.sizes ?? sizes }
}

interface Attempt {
  values: Values
  title: string
  /** What the architecture computes otherwise; empty: it fits. */
  against: string[]
  /** How many of its names the graph has: of two that compute the same, the one whose names they are. */
  nameCount: number
  /** It has one matrix of q, k and v where the graph has, else three. */
  isPackedAlike: boolean
}

function tryRecord(values: Values, found: GraphSettings, roles: GraphRoles): Attempt {
  const plan = planOrSentence(withStandIns(values, found))
  if (typeof plan === 'string')
    return { values, title: String(values.model_type), against: [plan, ...NOT_PLANNED], ...UNLIKE }
  const { asked, weights, askedFor } = recordLayout(plan.layout, () => true)
  const rows = weights.positions && askedFor(weights.positions)
  const [q, k] = [weights.layers[0].q, weights.layers[0].k].map(({ weight }) => askedFor(weight)?.name)
  const against = [
    ...differences(found, plan.config).map((one) => differenceText(one, 'there')),
    ...otherPositions(found, rows),
  ]
  return {
    values,
    title: ARCHITECTURE_TITLES[plan.config.architecture],
    against: against.length > 0 || hasAsked(values) ? against : otherWeights(roles, plan),
    nameCount: nameCount(
      roles.graph,
      // Norms without weights get some of 1 when they are exported.
      asked.filter(({ dims }) => dims.length === 2).map(({ name }) => name),
    ),
    isPackedAlike: (q === k) === found.layers[0].isPacked,
  }
}

const UNLIKE = { nameCount: 0, isPackedAlike: false }

/** Further off than any architecture whose settings make a model. */
const NOT_PLANNED = Array<string>(100).fill('its settings make no model')

function planOrSentence(values: Values): ModelPlan | string {
  try {
    return planModel(values)
  } catch (error) {
    return sentenceOf(error)
  }
}

/** OPT's first position is the third row. */
function otherPositions({ firstPosition, dModel }: GraphSettings, rows: AskedTensor | null): string[] {
  const planned = (rows?.view?.offset ?? 0) / dModel
  if (firstPosition === null || rows === null || firstPosition === planned) return []
  return [`the first position is row ${firstPosition} in the graph and row ${planned} there`]
}

function otherWeights(roles: GraphRoles, plan: ModelPlan): string[] {
  try {
    entriesOf(roles, plan)
    return []
  } catch (error) {
    return [sentenceOf(error)]
  }
}

/** Without what is said of a config.json, which is not there. */
function sentenceOf(error: unknown): string {
  if (!(error instanceof PatchbayError)) throw error
  return error.message
    .replace(/^[^:]*: /, '')
    .replace(/(; put the config\.json [^;]*)?\.$/, '')
    .replace('the model that config.json describes', 'that architecture')
}

const hasAsked = (values: Values) => Object.values(values).includes(ASKED)

/** Any values for what must be asked, so that the rest can be compared: one head, the usual numbers. */
function withStandIns(values: Values, { layers, dModel }: GraphSettings): Values {
  const usual = (name: string) => {
    if (/eps/.test(name)) return 1e-5
    if (/act/.test(name)) return layers[0].mlp?.isGated ? 'silu' : 'gelu_new'
    if (name === 'head_dim') return dModel
    return 1
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === ASKED ? usual(name) : value]),
  )
}

function accepted(values: Values, found: GraphSettings, roles: GraphRoles): GraphConfig {
  const asked = Object.keys(values).filter((name) => values[name] === ASKED)
  const { fileName } = roles.graph
  if (asked.length > 0) {
    const says = `its graph does not show ${asked.join(', ')}`
    throw withoutConfig(
      fileName,
      `${says}; put a config.json beside it that says ${asked.length === 1 ? 'it' : 'them'}, the rest was found: ${JSON.stringify(values)}`,
    )
  }
  const read = `No config.json is beside ${fileName}: its settings were read off the graph: ${shownValues(values)}.`
  return { values, warnings: [read, ...(found.contextLength === null ? [unlimited(values)] : [])] }
}

/** Long lists say nothing to a person. */
const shownValues = (values: Values) =>
  JSON.stringify(values, (_, value) => (Array.isArray(value) && value.length > 8 ? '..' : (value as unknown)))

function unlimited(values: Values): string {
  const { config } = planModel(values)
  return `The graph sets no limit to the length of prompts: ${config.contextLength} tokens are taken, the usual limit of ${ARCHITECTURE_TITLES[config.architecture]}; a config.json may say another.`
}

function unlikeAll(attempts: Attempt[], { graph }: GraphRoles): PatchbayError {
  const [nearest] = attempts.toSorted(
    (one, other) => one.against.length - other.against.length || other.nameCount - one.nameCount,
  )
  return withoutConfig(
    graph.fileName,
    `no supported architecture computes what its graph does; ${nearest.title} comes nearest, but ${nearest.against[0]}; put the config.json of this model beside it`,
  )
}

function withoutConfig(fileName: string, what: string): PatchbayError {
  return new PatchbayError('bad-input', `${fileName}: no config.json is beside it, and ${what}.`)
}
