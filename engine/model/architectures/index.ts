import { ARCHITECTURE_TITLES, type Architecture } from '../../../contract'
import { BLOOM } from './bloom'
import { CODEGEN } from './codegen'
import { COHERE } from './cohere'
import { COHERE2 } from './cohere2'
import { FALCON } from './falcon'
import { GEMMA } from './gemma'
import { GEMMA2 } from './gemma2'
import { GEMMA3 } from './gemma3'
import { GPT_BIGCODE } from './gpt-bigcode'
import { GPT_NEO } from './gpt-neo'
import { GPT_NEOX } from './gpt-neox'
import { GPT2 } from './gpt2'
import { GPTJ } from './gptj'
import { GRANITE } from './granite'
import { LLAMA } from './llama'
import { MINISTRAL } from './ministral'
import { MINISTRAL3 } from './ministral3'
import { MISTRAL } from './mistral'
import { MPT } from './mpt'
import { OLMO } from './olmo'
import { OLMO2 } from './olmo2'
import { OPT } from './opt'
import { PHI } from './phi'
import { PHI3 } from './phi3'
import { QWEN2 } from './qwen2'
import { QWEN3 } from './qwen3'
import { SMOLLM3 } from './smollm3'
import { STABLELM } from './stablelm'
import { STARCODER2 } from './starcoder2'
import { TRACR } from './tracr'
import { TRANSFORMER_LENS } from './transformer-lens'
import { ConfigFields, configError } from '../settings/config-fields'
import { ownNames } from '../settings/own-names'
import { FOREIGN_SETTINGS, NEUTRAL_SETTINGS, type KnownSettings } from '../settings/config-settings'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import { namesIn, refuseArchitecture, refuseQuantised, titlesOf } from './refused'

/** Everything that can be opened: a new architecture is one file and one row. */
export const ARCHITECTURE_TABLE: Record<Architecture, ArchitectureEntry> = {
  gpt2: GPT2,
  'gpt-neo': GPT_NEO,
  'gpt-neox': GPT_NEOX,
  gptj: GPTJ,
  codegen: CODEGEN,
  opt: OPT,
  bloom: BLOOM,
  'gpt-bigcode': GPT_BIGCODE,
  llama: LLAMA,
  mistral: MISTRAL,
  ministral: MINISTRAL,
  ministral3: MINISTRAL3,
  qwen2: QWEN2,
  qwen3: QWEN3,
  smollm3: SMOLLM3,
  granite: GRANITE,
  gemma: GEMMA,
  gemma2: GEMMA2,
  gemma3: GEMMA3,
  olmo: OLMO,
  olmo2: OLMO2,
  phi: PHI,
  stablelm: STABLELM,
  falcon: FALCON,
  mpt: MPT,
  cohere: COHERE,
  cohere2: COHERE2,
  phi3: PHI3,
  starcoder2: STARCODER2,
  'transformer-lens': TRANSFORMER_LENS,
  tracr: TRACR,
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
  const { refused = {}, neutral = [], otherNames = {} }: KnownSettings = entry.settings ?? {}
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
  const unnamed = ROWS.find(({ recognises }) => recognises?.(values))
  if (unnamed) return unnamed
  throw configError(
    `model_type is missing, so this is not the config.json of a model; supported are ${titlesOf(ROWS)}`,
  )
}
