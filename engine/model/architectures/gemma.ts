import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import { readGemmaLike, readGemmaStorage } from './gemma-like'
import { planLlamaLike } from './llama-like'
import type { ModelPlan } from './model-plan'
import type { TransformerConfig } from '../transformer'

export const GEMMA_SETTINGS: KnownSettings = {}

/** GemmaForCausalLM: as Llama with scaled embeddings, norms stored less 1 and GELU. */
export function planGemma(fields: ConfigFields): ModelPlan {
  return planLlamaLike(readConfig(fields), readGemmaStorage(fields))
}

/** The first files say `gelu` where the library computes its tanh form; some name that one in `hidden_activation` too. */
function readConfig(fields: ConfigFields): TransformerConfig {
  const defaults = { contextLength: 8192, kvHeads: 16, activationName: 'hidden_act' }
  const config = readGemmaLike(fields, { architecture: 'gemma', ...defaults })
  const act = fields.value('hidden_act') ?? 'gelu_pytorch_tanh'
  fields.refuse({ hidden_activation: act === 'gelu' ? ['gelu_pytorch_tanh', null] : [act, null] })
  return act === 'gelu' ? { ...config, mlp: { kind: 'gated', activation: 'gelu-new' } } : config
}
