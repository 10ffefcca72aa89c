import { ConfigFields, configError } from './config-fields'
import { planAttentionOnly } from './attention-only'
import { planGpt2 } from './gpt2'
import { planGptNeox } from './gpt-neox'
import { planLlama } from './llama'
import type { ModelPlan, PlanReader } from './model-plan'
import { planTracr } from './tracr'

interface ArchitectureEntry {
  /** As in config.json. */
  modelType: string
  className: string
  title: string
  plan: PlanReader
}

/** Everything that can be opened: a new architecture is one file and one row. */
const ARCHITECTURE_TABLE: ArchitectureEntry[] = [
  { modelType: 'gpt2', className: 'GPT2LMHeadModel', title: 'GPT-2', plan: planGpt2 },
  { modelType: 'gpt_neox', className: 'GPTNeoXForCausalLM', title: 'GPT-NeoX', plan: planGptNeox },
  { modelType: 'llama', className: 'LlamaForCausalLM', title: 'Llama', plan: planLlama },
  {
    modelType: 'attn_only',
    className: 'AttnOnlyTransformer',
    title: 'TransformerLens attention-only',
    plan: planAttentionOnly,
  },
  { modelType: 'tracr', className: 'AssembledTransformerModel', title: 'tracr', plan: planTracr },
]

const SUPPORTED = ARCHITECTURE_TABLE.map(({ title, className }) => `${title} (${className})`).join(', ')

/**
 * What config.json describes. Errors: an architecture that is not supported, a setting that is missing, of
 * the wrong type, or that changes the maths in a way the engine does not have.
 */
export function planModel(configValues: Record<string, unknown>): ModelPlan {
  const { model_type: modelType, architectures } = configValues
  const className = Array.isArray(architectures) ? architectures[0] : undefined
  if (typeof modelType !== 'string' && typeof className !== 'string') {
    throw configError(
      `model_type is missing, so this is not the config.json of a model; supported are ${SUPPORTED}`,
    )
  }
  const entry = ARCHITECTURE_TABLE.find(
    (candidate) =>
      (modelType === undefined || modelType === candidate.modelType) &&
      (className === undefined || className === candidate.className),
  )
  if (!entry) {
    const found = [modelType, className].filter((name) => name !== undefined).join(', ')
    throw configError(`the architecture ${found} is not supported; supported are ${SUPPORTED}`)
  }
  return entry.plan(new ConfigFields(configValues))
}
