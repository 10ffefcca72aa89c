import { shown } from '../../../contract'
import { configError, type ConfigFields } from './config-fields'

export type LayerType = 'full_attention' | 'sliding_attention'

/**
 * `layer_types`: for each layer whether its queries see all positions or a window of them. Without it, the library's
 * own order, which begins again where it ends.
 * @throws PatchbayError (bad-input) for other words, or another number of them than of layers.
 */
export function readLayerTypes(
  fields: ConfigFields,
  layerCount: number,
  usual: readonly LayerType[],
): readonly LayerType[] {
  const value = fields.value('layer_types') ?? null
  if (value === null) return usual
  if (!Array.isArray(value) || !value.every(isLayerType)) {
    throw configError(
      `layer_types ${shown(value)} is not supported; each may be full_attention or sliding_attention`,
    )
  }
  if (value.length === layerCount) return value
  throw configError(`layer_types names ${value.length} layers, but the model has ${layerCount}`)
}

function isLayerType(value: unknown): value is LayerType {
  return value === 'full_attention' || value === 'sliding_attention'
}
