import { shown } from '../../../contract'
import { configError, type ConfigFields } from './config-fields'
import { eachLayer, type AttentionSpec } from '../transformer'

export type LayerType = 'full_attention' | 'sliding_attention'

/**
 * `layer_types`: for each layer whether its queries see all positions or a window of them. Without it, the library's
 * own order, which begins again where it ends.
 * @throws PatchbayError (bad-input) for other words, or another number of them than of layers.
 */
function readLayerTypes(
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

type Windows = Pick<AttentionSpec, 'window'>[]

/**
 * The window of each layer, or null where it sees all positions: as `layer_types` says, without it of the layers that
 * `isWindowed` names.
 * @throws PatchbayError (bad-input) also where a layer has a window that nothing gives a size.
 */
export function readWindows(
  fields: ConfigFields,
  layerCount: number,
  window: number | null,
  isWindowed: (layer: number) => boolean,
): Windows {
  const usual = eachLayer<LayerType>(layerCount, (layer) =>
    window !== null && isWindowed(layer) ? 'sliding_attention' : 'full_attention',
  )
  return readLayerTypes(fields, layerCount, usual).map((type) => {
    if (type === 'full_attention') return { window: null }
    if (window !== null) return { window }
    throw configError(
      'layer_types names sliding_attention, but no sliding_window counts (it is not set, or use_sliding_window is false)',
    )
  })
}

/** `sliding_window`, where `use_sliding_window` says that it counts. */
export function readUsedWindow(fields: ConfigFields, fallback: number | null): number | null {
  if (fields.flag('use_sliding_window', false)) return fields.countOrNull('sliding_window', fallback)
  fields.unused('sliding_window')
  return null
}

/** Of Qwen: the layers from `max_window_layers` on have a window. */
export function readLateWindows(fields: ConfigFields, layerCount: number): Windows {
  const window = readUsedWindow(fields, 4096)
  const first = fields.whole('max_window_layers', 28)
  return readWindows(fields, layerCount, window, (layer) => layer >= first)
}

/** All layers but each `sliding_window_pattern`th have a window, where there are no `layer_types`. */
export function readPattern(fields: ConfigFields, fallback: number): (layer: number) => boolean {
  if ((fields.value('layer_types') ?? null) !== null) {
    fields.unused('sliding_window_pattern')
    return () => true
  }
  const pattern = fields.count('sliding_window_pattern', fallback)
  return (layer) => (layer + 1) % pattern !== 0
}
