import { ARCHITECTURE_TITLES, type Architecture } from '../../../contract'
import { isTransformerLens, planTransformerLens } from './transformer-lens'
import { TRANSFORMER_LENS_SETTINGS } from './transformer-lens-settings'
import { ConfigFields, configError } from '../settings/config-fields'
import { ownNames } from '../settings/own-names'
import { FOREIGN_SETTINGS, NEUTRAL_SETTINGS, type KnownSettings } from '../settings/config-settings'
import { GEMMA2_SETTINGS, planGemma2 } from './gemma2'
import { BLOOM_SETTINGS, planBloom } from './bloom'
import { planCodegen } from './codegen'
import { GPT_BIGCODE_SETTINGS, planGptBigcode } from './gpt-bigcode'
import { GPT_NEO_SETTINGS, planGptNeo } from './gpt-neo'
import { GPT2_SETTINGS, planGpt2 } from './gpt2'
import { GPTJ_SETTINGS, planGptj } from './gptj'
import { OPT_SETTINGS, planOpt } from './opt'
import { GPT_NEOX_SETTINGS, planGptNeox } from './gpt-neox'
import { LLAMA_SETTINGS, planLlama } from './llama'
import { COHERE_SETTINGS, planCohere } from './cohere'
import { COHERE2_SETTINGS, planCohere2 } from './cohere2'
import { FALCON_SETTINGS, planFalcon } from './falcon'
import { MPT_SETTINGS, planMpt } from './mpt'
import { PHI_SETTINGS, planPhi } from './phi'
import { STABLELM_SETTINGS, planStableLm } from './stablelm'
import type { ModelPlan, PlanReader } from './model-plan'
import { OLMO2_SETTINGS, planOlmo2 } from './olmo2'
import { MISTRAL_SETTINGS, planMistral } from './mistral'
import { MINISTRAL_SETTINGS, planMinistral } from './ministral'
import { MINISTRAL3_SETTINGS, planMinistral3 } from './ministral3'
import { QWEN2_SETTINGS, planQwen2 } from './qwen2'
import { QWEN3_SETTINGS, planQwen3 } from './qwen3'
import { SMOLLM3_SETTINGS, planSmolLm3 } from './smollm3'
import { GRANITE_SETTINGS, planGranite } from './granite'
import { GEMMA_SETTINGS, planGemma } from './gemma'
import { GEMMA3_SETTINGS, planGemma3 } from './gemma3'
import { OLMO_SETTINGS, planOlmo } from './olmo'
import { PHI3_SETTINGS, planPhi3 } from './phi3'
import { STARCODER2_SETTINGS, planStarcoder2 } from './starcoder2'
import { namesIn, refuseArchitecture, refuseQuantised, titlesOf } from './refused'
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
export const ARCHITECTURE_TABLE: Record<Architecture, ArchitectureEntry> = {
  gpt2: {
    modelTypes: ['gpt2'],
    classNames: ['GPT2LMHeadModel', 'GPT2Model', 'GPT2DoubleHeadsModel'],
    plan: planGpt2,
    settings: GPT2_SETTINGS,
  },
  'gpt-neo': {
    modelTypes: ['gpt_neo'],
    classNames: ['GPTNeoForCausalLM', 'GPTNeoModel'],
    plan: planGptNeo,
    settings: GPT_NEO_SETTINGS,
  },
  'gpt-neox': {
    modelTypes: ['gpt_neox'],
    classNames: ['GPTNeoXForCausalLM', 'GPTNeoXModel'],
    plan: planGptNeox,
    settings: GPT_NEOX_SETTINGS,
  },
  gptj: {
    modelTypes: ['gptj'],
    classNames: ['GPTJForCausalLM', 'GPTJModel'],
    plan: planGptj,
    settings: GPTJ_SETTINGS,
  },
  codegen: {
    modelTypes: ['codegen'],
    classNames: ['CodeGenForCausalLM', 'CodeGenModel'],
    plan: planCodegen,
    settings: GPTJ_SETTINGS,
  },
  opt: {
    modelTypes: ['opt'],
    classNames: ['OPTForCausalLM', 'OPTModel'],
    plan: planOpt,
    settings: OPT_SETTINGS,
  },
  bloom: {
    modelTypes: ['bloom'],
    classNames: ['BloomForCausalLM', 'BloomModel'],
    plan: planBloom,
    settings: BLOOM_SETTINGS,
  },
  'gpt-bigcode': {
    modelTypes: ['gpt_bigcode'],
    classNames: ['GPTBigCodeForCausalLM', 'GPTBigCodeModel'],
    plan: planGptBigcode,
    settings: GPT_BIGCODE_SETTINGS,
  },
  llama: {
    modelTypes: ['llama'],
    classNames: ['LlamaForCausalLM', 'LlamaModel', 'LLaMAForCausalLM'],
    plan: planLlama,
    settings: LLAMA_SETTINGS,
  },
  mistral: {
    modelTypes: ['mistral'],
    classNames: ['MistralForCausalLM', 'MistralModel'],
    plan: planMistral,
    settings: MISTRAL_SETTINGS,
  },
  ministral: {
    modelTypes: ['ministral'],
    classNames: ['MinistralForCausalLM', 'MinistralModel'],
    plan: planMinistral,
    settings: MINISTRAL_SETTINGS,
  },
  ministral3: {
    modelTypes: ['ministral3'],
    classNames: ['Ministral3ForCausalLM', 'Ministral3Model'],
    plan: planMinistral3,
    settings: MINISTRAL3_SETTINGS,
  },
  qwen2: {
    modelTypes: ['qwen2'],
    classNames: ['Qwen2ForCausalLM', 'Qwen2Model'],
    plan: planQwen2,
    settings: QWEN2_SETTINGS,
  },
  qwen3: {
    modelTypes: ['qwen3'],
    classNames: ['Qwen3ForCausalLM', 'Qwen3Model'],
    plan: planQwen3,
    settings: QWEN3_SETTINGS,
  },
  smollm3: {
    modelTypes: ['smollm3'],
    classNames: ['SmolLM3ForCausalLM', 'SmolLM3Model'],
    plan: planSmolLm3,
    settings: SMOLLM3_SETTINGS,
  },
  granite: {
    modelTypes: ['granite'],
    classNames: ['GraniteForCausalLM', 'GraniteModel'],
    plan: planGranite,
    settings: GRANITE_SETTINGS,
  },
  gemma: {
    modelTypes: ['gemma'],
    classNames: ['GemmaForCausalLM', 'GemmaModel'],
    plan: planGemma,
    settings: GEMMA_SETTINGS,
  },
  gemma2: {
    modelTypes: ['gemma2'],
    classNames: ['Gemma2ForCausalLM', 'Gemma2Model'],
    plan: planGemma2,
    settings: GEMMA2_SETTINGS,
  },
  gemma3: {
    modelTypes: ['gemma3_text'],
    classNames: ['Gemma3ForCausalLM', 'Gemma3TextModel'],
    plan: planGemma3,
    settings: GEMMA3_SETTINGS,
  },
  olmo: {
    modelTypes: ['olmo'],
    classNames: ['OlmoForCausalLM', 'OlmoModel'],
    plan: planOlmo,
    settings: OLMO_SETTINGS,
  },
  olmo2: {
    modelTypes: ['olmo2'],
    classNames: ['Olmo2ForCausalLM', 'Olmo2Model'],
    plan: planOlmo2,
    settings: OLMO2_SETTINGS,
  },
  phi: {
    modelTypes: ['phi'],
    classNames: ['PhiForCausalLM', 'PhiModel'],
    plan: planPhi,
    settings: PHI_SETTINGS,
  },
  stablelm: {
    modelTypes: ['stablelm'],
    classNames: ['StableLmForCausalLM', 'StableLmModel'],
    plan: planStableLm,
    settings: STABLELM_SETTINGS,
  },
  falcon: {
    modelTypes: ['falcon'],
    classNames: ['FalconForCausalLM', 'FalconModel'],
    plan: planFalcon,
    settings: FALCON_SETTINGS,
  },
  mpt: {
    modelTypes: ['mpt'],
    classNames: ['MptForCausalLM', 'MPTForCausalLM', 'MptModel'],
    plan: planMpt,
    settings: MPT_SETTINGS,
  },
  cohere: {
    modelTypes: ['cohere'],
    classNames: ['CohereForCausalLM', 'CohereModel'],
    plan: planCohere,
    settings: COHERE_SETTINGS,
  },
  cohere2: {
    modelTypes: ['cohere2'],
    classNames: ['Cohere2ForCausalLM', 'Cohere2Model'],
    plan: planCohere2,
    settings: COHERE2_SETTINGS,
  },
  phi3: {
    modelTypes: ['phi3'],
    classNames: ['Phi3ForCausalLM', 'Phi3Model'],
    plan: planPhi3,
    settings: PHI3_SETTINGS,
  },
  starcoder2: {
    modelTypes: ['starcoder2'],
    classNames: ['Starcoder2ForCausalLM', 'Starcoder2Model'],
    plan: planStarcoder2,
    settings: STARCODER2_SETTINGS,
  },
  'transformer-lens': {
    modelTypes: ['transformer_lens', 'attn_only'],
    classNames: ['HookedTransformer', 'AttnOnlyTransformer'],
    plan: planTransformerLens,
    settings: TRANSFORMER_LENS_SETTINGS,
  },
  tracr: { modelTypes: ['tracr'], classNames: ['AssembledTransformerModel'], plan: planTracr, settings: {} },
}

const ROWS = Object.entries(ARCHITECTURE_TABLE).map(([name, entry]) => ({
  ...entry,
  title: ARCHITECTURE_TITLES[name as Architecture],
}))

/**
 * What config.json describes, with warnings of settings that nobody knows and of code that is not run, and every setting
 * that was looked at.
 * @throws PatchbayError (bad-input): an architecture that is not supported, a setting that is missing, of the wrong type,
 * or that changes the maths in a way the engine does not have.
 */
export function planModel(
  configValues: Record<string, unknown>,
): ModelPlan & Pick<ConfigFields, 'warnings' | 'doubts' | 'known'> {
  const entry = entryOf(configValues)
  if (!entry) return refuseArchitecture(configValues, ROWS)
  refuseQuantised(configValues)
  const { refused = {}, neutral = [], otherNames = {} } = entry.settings
  const fields = new ConfigFields(ownNames(configValues, otherNames))
  const plan = entry.plan(fields)
  fields.refuseUnread({ ...FOREIGN_SETTINGS, ...refused })
  fields.warnOfCode('auto_map', entry.title)
  fields.warnOfUnread(new Set([...NEUTRAL_SETTINGS, ...neutral]))
  return { ...plan, warnings: fields.warnings, doubts: fields.doubts, known: fields.known }
}

/** undefined: not supported. @throws PatchbayError (bad-input) where config.json names no model. */
function entryOf(values: Record<string, unknown>): (typeof ROWS)[number] | undefined {
  const { modelType, className } = namesIn(values)
  if (typeof modelType === 'string' || typeof className === 'string') {
    return ROWS.find(
      ({ modelTypes, classNames }) =>
        (modelType === undefined || modelTypes.includes(modelType as string)) &&
        (className === undefined || classNames.includes(className as string)),
    )
  }
  if (isTransformerLens(values)) return ROWS.find(({ plan }) => plan === planTransformerLens)
  throw configError(
    `model_type is missing, so this is not the config.json of a model; supported are ${titlesOf(ROWS)}`,
  )
}
