import { shown, type Architecture } from '../../contract'
import { ATTENTION_ONLY_SETTINGS, planAttentionOnly } from './attention-only'
import { ConfigFields, configError } from './config-fields'
import { FOREIGN_SETTINGS, NEUTRAL_SETTINGS, type KnownSettings } from './config-settings'
import { GPT2_SETTINGS, planGpt2 } from './gpt2'
import { GPT_NEOX_SETTINGS, planGptNeox } from './gpt-neox'
import { LLAMA_SETTINGS, planLlama } from './llama'
import type { ModelPlan, PlanReader } from './model-plan'
import { planTracr } from './tracr'

interface ArchitectureEntry {
  /** As in config.json. */
  modelType: string
  className: string
  title: string
  plan: PlanReader
  /** Besides what the plan reads. */
  settings: KnownSettings
}

/** Everything that can be opened: a new architecture is one file and one row. */
const ARCHITECTURE_TABLE: Record<Architecture, ArchitectureEntry> = {
  gpt2: {
    modelType: 'gpt2',
    className: 'GPT2LMHeadModel',
    title: 'GPT-2',
    plan: planGpt2,
    settings: GPT2_SETTINGS,
  },
  'gpt-neox': {
    modelType: 'gpt_neox',
    className: 'GPTNeoXForCausalLM',
    title: 'GPT-NeoX',
    plan: planGptNeox,
    settings: GPT_NEOX_SETTINGS,
  },
  llama: {
    modelType: 'llama',
    className: 'LlamaForCausalLM',
    title: 'Llama',
    plan: planLlama,
    settings: LLAMA_SETTINGS,
  },
  'attention-only': {
    modelType: 'attn_only',
    className: 'AttnOnlyTransformer',
    title: 'TransformerLens attention-only',
    plan: planAttentionOnly,
    settings: ATTENTION_ONLY_SETTINGS,
  },
  tracr: {
    modelType: 'tracr',
    className: 'AssembledTransformerModel',
    title: 'tracr',
    plan: planTracr,
    settings: {},
  },
}
const ENTRIES = Object.values(ARCHITECTURE_TABLE)

const SUPPORTED = ENTRIES.map(({ title, className }) => `${title} (${className})`).join(', ')

/**
 * What config.json describes, and warnings of settings that nobody knows and of code that is not run.
 * @throws PatchbayError (bad-input): an architecture that is not supported, a setting that is missing, of the wrong type,
 * or that changes the maths in a way the engine does not have.
 */
export function planModel(
  configValues: Record<string, unknown>,
): ModelPlan & { warnings: readonly string[] } {
  const { model_type: modelType, architectures } = configValues
  const className = Array.isArray(architectures) ? architectures[0] : undefined
  if (typeof modelType !== 'string' && typeof className !== 'string') {
    throw configError(
      `model_type is missing, so this is not the config.json of a model; supported are ${SUPPORTED}`,
    )
  }
  const entry = ENTRIES.find(
    (candidate) =>
      (modelType === undefined || modelType === candidate.modelType) &&
      (className === undefined || className === candidate.className),
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
  return { ...plan, warnings: fields.warnings }
}

/** A name as a file gives it; any other value as JSON. */
function nameShown(name: unknown): string {
  return typeof name === 'string' && name.length <= 80 ? name : shown(name)
}
