import { shown } from '../../../contract'
import { configError, type ConfigFields } from './config-fields'
import { NONE, ONE } from './config-settings'

/** What an architecture calls its rotary settings outside of the object that may hold them. */
interface TopLevelNames {
  theta: string
  /** The share of each head that is rotated; null where it is always all of it. */
  share: { name: string; fallback: number } | null
}

export interface RotarySettings {
  theta: number
  share: number
}

/**
 * Base and share of unscaled rotary positions, by the rules of the Hugging Face library: a setting in
 * `rope_parameters` counts before one outside, and a `rope_scaling` that is not empty replaces all of
 * `rope_parameters`. A warning names what is overruled.
 * @throws PatchbayError (bad-input): scaled positions, values that are not numbers above 0.
 */
export function readRotary(fields: ConfigFields, names: TopLevelNames): RotarySettings {
  const [objectName, object] = rotaryObject(fields)
  for (const key of ['rope_type', 'type']) {
    const type = object.value(key) ?? 'default'
    if (type !== 'default') {
      throw configError(
        `${objectName} of type ${shown(type)} is not supported; only unscaled rotary positions are`,
      )
    }
  }
  // Of these the first belongs to scaled positions, the others to models whose layers differ.
  object.refuse({ factor: ONE, full_attention: NONE, sliding_attention: NONE })
  const read = (key: string, topLevel: string, fallback: number) => {
    const outside = fields.positive(topLevel, fallback)
    const counts = object.positive(key, outside)
    if (counts !== outside) fields.overruled(topLevel, `${objectName}.${key}`, counts)
    return counts
  }
  const theta = read('rope_theta', names.theta, 10000)
  if (names.share)
    return { theta, share: read('partial_rotary_factor', names.share.name, names.share.fallback) }
  object.refuse({ partial_rotary_factor: ONE })
  return { theta, share: 1 }
}

function rotaryObject(fields: ConfigFields): [name: string, object: ConfigFields] {
  const [scaling, parameters] = ['rope_scaling', 'rope_parameters'].map((name) => fields.value(name) ?? {})
  const isSet = JSON.stringify(scaling) !== '{}'
  if (isSet && JSON.stringify(parameters) !== '{}')
    fields.overruled('rope_parameters', 'rope_scaling', scaling)
  const name = isSet ? 'rope_scaling' : 'rope_parameters'
  return [name, fields.nested(name)]
}
