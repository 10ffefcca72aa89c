import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import { readLayerTypes } from '../settings/layer-types'
import { planCohereLike } from './cohere'
import type { ModelPlan } from './model-plan'

export const COHERE2_SETTINGS: KnownSettings = {}

/**
 * Cohere2ForCausalLM (Command R7B, Command A, Aya): as Cohere, with windows in most layers, which have rotary positions;
 * layers of full attention have none.
 */
export function planCohere2(fields: ConfigFields): ModelPlan {
  return planCohereLike(fields, {
    architecture: 'cohere2',
    theta: 10000,
    layersOf({ plain, layerCount }) {
      const pattern = fields.count('sliding_window_pattern', 4)
      const usual = Array.from({ length: pattern }, (_, i) =>
        i + 1 < pattern ? ('sliding_attention' as const) : ('full_attention' as const),
      )
      const window = fields.count('sliding_window', 4096)
      return readLayerTypes(fields, layerCount, usual).map((type) => ({
        ...plain,
        attention: {
          ...plain.attention,
          ...(type === 'full_attention' ? { rotary: null } : { window }),
        },
      }))
    },
  })
}
