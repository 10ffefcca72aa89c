import type { ConfigFields } from '../settings/config-fields'
import { NONE } from '../settings/config-settings'
import { rotaryObject } from '../settings/rotary'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import { readOneWindow } from './mistral'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const MINISTRAL3: ArchitectureEntry = {
  modelTypes: ['ministral3'],
  classNames: ['Ministral3ForCausalLM', 'Ministral3Model'],
  plan: planMinistral3,
  settings: {
    refused: { original_max_position_embeddings: NONE }, // the library reads it for some types of rotary positions only
    neutral: ['rope_parameters.max_position_embeddings', 'rope_scaling.max_position_embeddings'],
  },
}

/**
 * Ministral3ForCausalLM: as Mistral, with queries that grow at late positions. They begin to where the training before the
 * scaling ended, so prompts may be as long as that, and the growth is 1.
 */
function planMinistral3(fields: ConfigFields): ModelPlan {
  const defaults = { contextLength: 262144, epsilon: 1e-5, kvHeads: 8, dHead: 128 }
  const plain = readLlamaLike(fields, { architecture: 'ministral3', ...defaults })
  const config = withAttention(plain, [{ window: readOneWindow(fields, null) }])
  const contextLength = Math.min(config.contextLength, readGrowthStart(fields, config.contextLength))
  const tied = fields.flag('tie_word_embeddings', false)
  return planLlamaLike({ ...config, contextLength }, { tied })
}

/** The first position at which queries grow. */
function readGrowthStart(fields: ConfigFields, contextLength: number): number {
  const object = rotaryObject(fields)
  if (object.value('llama_4_scaling_beta') === 0) {
    object.unused('original_max_position_embeddings')
    return contextLength
  }
  object.positive('llama_4_scaling_beta')
  return object.count('original_max_position_embeddings')
}
