import { shown } from '../../../contract'
import { configError, type ConfigFields } from '../settings/config-fields'
import { readGemmaLike, readGemmaStorage } from './gemma-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import type { TransformerConfig } from '../transformer'

export const GEMMA: ArchitectureEntry = {
  modelTypes: ['gemma'],
  classNames: ['GemmaForCausalLM', 'GemmaModel'],
  plan: planGemma,
}

/** GemmaForCausalLM: as Llama with scaled embeddings, norms stored less 1 and GELU. */
function planGemma(fields: ConfigFields): ModelPlan {
  return planLlamaLike(readConfig(fields), readGemmaStorage(fields))
}

/** The first files say `gelu` where the library computes its tanh form; some name that one in `hidden_activation` too. */
function readConfig(fields: ConfigFields): TransformerConfig {
  const defaults = { contextLength: 8192, kvHeads: 16, activationName: 'hidden_act' }
  const config = readGemmaLike(fields, { architecture: 'gemma', ...defaults })
  const name = fields.value('hidden_act') ?? 'gelu_pytorch_tanh'
  const act = name === 'gelu' ? 'gelu_pytorch_tanh' : name
  const other = fields.value('hidden_activation') ?? act
  if (other !== act) {
    const both = `hidden_act ${shown(name)} and hidden_activation ${shown(other)}`
    throw configError(
      `${both} differ, and versions of the library differ in which counts; delete the one that is wrong`,
    )
  }
  return name === 'gelu' ? { ...config, mlp: { kind: 'gated', activation: 'gelu-new' } } : config
}
