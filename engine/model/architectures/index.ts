import { ARCHITECTURE_TITLES, shown, type Architecture } from '../../../contract'
import { TRANSFORMER_LENS_SETTINGS, planTransformerLens } from './transformer-lens'
import { ConfigFields, configError } from '../settings/config-fields'
import { FOREIGN_SETTINGS, NEUTRAL_SETTINGS, type KnownSettings } from '../settings/config-settings'
import { GEMMA2_SETTINGS, planGemma2 } from './gemma2'
import { GPT2_SETTINGS, planGpt2 } from './gpt2'
import { GPT_NEOX_SETTINGS, planGptNeox } from './gpt-neox'
import { LLAMA_SETTINGS, planLlama } from './llama'
import type { ModelPlan, PlanReader } from './model-plan'
import { OLMO2_SETTINGS, planOlmo2 } from './olmo2'
import { planTracr } from './tracr'

interface ArchitectureEntry {
  /** As in config.json: its `model_type`, and others for the same. */
  modelTypes: readonly string[]
  /** Its `architectures`: the class of the language model, and others that have the same weights. */
  classNames: readonly [string, ...string[]]
  plan: PlanReader
  /** Besides what the plan reads. */
  settings: KnownSettings
}

/** Everything that can be opened: a new architecture is one file and one row. */
const ARCHITECTURE_TABLE: Record<Architecture, ArchitectureEntry> = {
  gpt2: { modelTypes: ['gpt2'], classNames: ['GPT2LMHeadModel'], plan: planGpt2, settings: GPT2_SETTINGS },
  'gpt-neox': {
    modelTypes: ['gpt_neox'],
    classNames: ['GPTNeoXForCausalLM'],
    plan: planGptNeox,
    settings: GPT_NEOX_SETTINGS,
  },
  llama: {
    modelTypes: ['llama'],
    classNames: ['LlamaForCausalLM'],
    plan: planLlama,
    settings: LLAMA_SETTINGS,
  },
  gemma2: {
    modelTypes: ['gemma2'],
    classNames: ['Gemma2ForCausalLM'],
    plan: planGemma2,
    settings: GEMMA2_SETTINGS,
  },
  olmo2: {
    modelTypes: ['olmo2'],
    classNames: ['Olmo2ForCausalLM'],
    plan: planOlmo2,
    settings: OLMO2_SETTINGS,
  },
  'transformer-lens': {
    modelTypes: ['attn_only'],
    classNames: ['AttnOnlyTransformer'],
    plan: planTransformerLens,
    settings: TRANSFORMER_LENS_SETTINGS,
  },
  tracr: { modelTypes: ['tracr'], classNames: ['AssembledTransformerModel'], plan: planTracr, settings: {} },
}

const ROWS = Object.entries(ARCHITECTURE_TABLE).map(([name, entry]) => ({
  ...entry,
  title: ARCHITECTURE_TITLES[name as Architecture],
}))
const SUPPORTED = ROWS.map(({ title, classNames: [className] }) => `${title} (${className})`).join(', ')

/**
 * What config.json describes, and warnings of settings that nobody knows and of code that is not run.
 * @throws PatchbayError (bad-input): an architecture that is not supported, a setting that is missing, of the wrong type,
 * or that changes the maths in a way the engine does not have.
 */
export function planModel(
  configValues: Record<string, unknown>,
): ModelPlan & Pick<ConfigFields, 'warnings' | 'doubts'> {
  const { model_type: modelType, architectures } = configValues
  const className = Array.isArray(architectures) ? architectures[0] : undefined
  if (typeof modelType !== 'string' && typeof className !== 'string') {
    throw configError(
      `model_type is missing, so this is not the config.json of a model; supported are ${SUPPORTED}`,
    )
  }
  const entry = ROWS.find(
    (candidate) =>
      (modelType === undefined || candidate.modelTypes.includes(modelType as string)) &&
      (className === undefined || candidate.classNames.includes(className as string)),
  )
  if (!entry) {
    const found = [modelType, className]
      .filter((name) => name !== undefined)
      .map(nameShown)
      .join(', ')
    throw configError(`the architecture ${found} is not supported; supported are ${SUPPORTED}`)
  }
  const fields = new ConfigFields(configValues)
  const plan = entry.plan(fields)
  const { refused = {}, neutral = [] } = entry.settings
  fields.refuseUnread({ ...FOREIGN_SETTINGS, ...refused })
  fields.warnOfCode('auto_map', entry.title)
  fields.warnOfUnread(new Set([...NEUTRAL_SETTINGS, ...neutral]))
  return { ...plan, warnings: fields.warnings, doubts: fields.doubts }
}

/** A name as a file gives it; any other value as JSON. */
function nameShown(name: unknown): string {
  return typeof name === 'string' && name.length <= 80 ? name : shown(name)
}
