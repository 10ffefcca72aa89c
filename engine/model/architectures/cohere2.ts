import type { ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import { readPattern, readWindows } from '../settings/layer-types'
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
      const window = fields.count('sliding_window', 4096)
      const windows = readWindows(fields, layerCount, window, readPattern(fields, 4))
      return windows.map(({ window }) => ({
        ...plain,
        attention: { ...plain.attention, window, rotary: window === null ? null : plain.attention.rotary },
      }))
    },
  })
}
