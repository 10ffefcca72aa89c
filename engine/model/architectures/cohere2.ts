import type { ConfigFields } from '../settings/config-fields'
import { ONE } from '../settings/config-settings'
import { readPattern, readWindows } from '../settings/layer-types'
import { planCohereLike } from './cohere'
import type { ArchitectureEntry, ModelPlan } from './model-plan'

export const COHERE2: ArchitectureEntry = {
  modelTypes: ['cohere2'],
  classNames: ['Cohere2ForCausalLM', 'Cohere2Model'],
  plan: planCohere2,
  settings: {
    // Settings of its makers' own code, which the library does not read: these are what it does.
    refused: {
      layer_switch: [4, null],
      order_of_interleaved_layers: ['local_attn_first', null],
      position_embedding_type: ['rope_gptj', null],
      rotary_pct: ONE,
      use_embedding_sharing: [true, null],
      use_gated_activation: [true, null],
      use_parallel_block: [true, null],
    },
    neutral: [
      '_sliding_window_pattern', // saved beside the layer_types that follow from it
      'use_parallel_embedding', // of several processors
    ],
  },
}

/**
 * Cohere2ForCausalLM (Command R7B, Command A, Aya): as Cohere, with windows in most layers, which have rotary positions;
 * layers of full attention have none.
 */
function planCohere2(fields: ConfigFields): ModelPlan {
  return planCohereLike(fields, {
    architecture: 'cohere2',
    theta: 10000,
    layersOf({ plain, layerCount }) {
      const window = fields.count('sliding_window', 4096)
      const windows = readWindows(fields, layerCount, window, readPattern(fields, 4))
      return windows.map(({ window }) => ({
        ...plain,
        attention: { ...plain.attention, window, rotary: window === null ? null : plain.attention.rotary },
      }))
    },
  })
}
