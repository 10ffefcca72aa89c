import { shown } from '../../../contract'
import { configError, type ConfigFields } from '../settings/config-fields'
import { readUsedWindow, readWindows } from '../settings/layer-types'
import { readLlamaLike, withAttention } from './llama-like'
import { planLlamaLike } from './llama-like-layers'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import { eachLayer } from '../transformer'

export const SMOLLM3: ArchitectureEntry = {
  modelTypes: ['smollm3'],
  classNames: ['SmolLM3ForCausalLM', 'SmolLM3Model'],
  plan: planSmolLm3,
}

/** SmolLM3ForCausalLM: as Llama, where some layers have no rotary positions, and those may attend to a window. */
function planSmolLm3(fields: ConfigFields): ModelPlan {
  const config = readLlamaLike(fields, {
    architecture: 'smollm3',
    contextLength: 32768,
    kvHeads: 4,
    rotary: { theta: { name: 'rope_theta', fallback: 2000000 } },
  })
  const { rotary } = config.layers[0].attention
  const isRotated = readRotatedLayers(fields, config.layerCount)
  const window = readUsedWindow(fields, null)
  const windows = readWindows(fields, config.layerCount, window, (layer) => !isRotated[layer])
  const attention = windows.map((own, layer) => ({ ...own, rotary: isRotated[layer] ? rotary : null }))
  return planLlamaLike(withAttention(config, attention), {
    tied: fields.flag('tie_word_embeddings', true),
    attentionBias: fields.flag('attention_bias', false),
    mlpBias: fields.flag('mlp_bias', false),
  })
}

/** `no_rope_layers`, which says 1 for each layer that has them; else every layer but each fourth. */
function readRotatedLayers(fields: ConfigFields, layerCount: number): boolean[] {
  const value = fields.value('no_rope_layers') ?? null
  if (value === null) {
    const interval = fields.count('no_rope_layer_interval', 4)
    return eachLayer(layerCount, (layer) => (layer + 1) % interval !== 0)
  }
  fields.value('no_rope_layer_interval')
  const isList = Array.isArray(value) && value.length >= layerCount
  if (isList && value.every((one) => one === 0 || one === 1)) return value.map((one) => one === 1)
  throw configError(
    `no_rope_layers must be a list of 0 or 1 for each of ${layerCount} layers, not ${shown(value)}`,
  )
}
