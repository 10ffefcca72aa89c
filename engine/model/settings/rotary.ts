import { configError, type ConfigFields } from './config-fields'
import { NONE, ONE } from './config-settings'
import type { LayerType } from './layer-types'
import { readRopeScaling, type RopeType } from './rope-scaling'
import { plainRotary, type Rotary } from '../transformer'

/** A setting outside of the object of rotary settings, and what it is where neither of them has it. */
interface Setting {
  name: string
  fallback: number
  /** Whether files have the fallback there too, beside the object's own: the library saves both. */
  isSavedToo?: boolean
}

/** What rotary positions depend on, and what an architecture calls their settings. */
export interface RotaryRules {
  dHead: number
  contextLength: number
  /** The base; `rope_theta`, 10000 as a rule. */
  theta?: Setting
  /** The share of each head that is rotated; left out where it is always all of it. */
  share?: Setting
  /** original_max_position_embeddings, where an architecture has it beside the object only. */
  originalLength?: number
  /** Its names of the types, where it does not have all of them, or others. */
  ropeTypes?: Readonly<Record<string, RopeType>>
}

const THETA: Setting = { name: 'rope_theta', fallback: 10000 }

/**
 * Rotary positions by the rules of the Hugging Face library: a setting in `rope_parameters` counts before one outside,
 * and a `rope_scaling` that is not empty replaces all of `rope_parameters`. A warning names what is overruled.
 * @throws PatchbayError (bad-input): a type of scaling that is not known, values that are missing or cannot be.
 */
export function readRotary(fields: ConfigFields, rules: RotaryRules): Rotary {
  const object = rotaryObject(fields)
  // Of models whose layers differ: see readRotaryByType.
  object.refuse({ full_attention: NONE, sliding_attention: NONE })
  return rotaryOf(fields, object, rules)
}

/**
 * The same where layers of two types have rotary positions of their own (Gemma 3): `rope_parameters` has an object for
 * each type, `rope_scaling` is of those with full attention.
 * @throws PatchbayError (bad-input), also where both have the latter.
 */
export function readRotaryByType(
  fields: ConfigFields,
  rules: Record<LayerType, RotaryRules>,
): Record<LayerType, Rotary> {
  const outer = fields.nested('rope_parameters')
  const objects = {
    full_attention: readFullAttention(fields, outer),
    sliding_attention: outer.nested('sliding_attention'),
  }
  // The library reads it outside of the two objects, where nobody writes it.
  for (const object of [outer, ...Object.values(objects)]) object.refuse({ truncate: [true] })
  return {
    full_attention: rotaryOf(fields, objects.full_attention, rules.full_attention),
    sliding_attention: rotaryOf(fields, objects.sliding_attention, rules.sliding_attention),
  }
}

function readFullAttention(fields: ConfigFields, outer: ConfigFields): ConfigFields {
  if (!isGiven(fields, 'rope_scaling')) return outer.nested('full_attention')
  if (isGiven(outer, 'full_attention'))
    throw configError('rope_scaling and rope_parameters.full_attention are both given; leave one out')
  const scaling = fields.nested('rope_scaling')
  if (scaling.value('rope_type') === undefined && (scaling.value('type') ?? 'default') !== 'default') {
    throw configError(
      'rope_scaling names its type as type, which the Hugging Face library does not read in this architecture; rename it to rope_type',
    )
  }
  return scaling
}

/** The object that counts: `rope_scaling` where it is not empty, else `rope_parameters`. */
export function rotaryObject(fields: ConfigFields): ConfigFields {
  if (!isGiven(fields, 'rope_scaling')) return fields.nested('rope_parameters')
  if (isGiven(fields, 'rope_parameters'))
    fields.overruled('rope_parameters', 'rope_scaling', fields.value('rope_scaling'))
  return fields.nested('rope_scaling')
}

/** An object that is empty says as little as none. */
function isGiven(fields: ConfigFields, name: string): boolean {
  return JSON.stringify(fields.value(name) ?? {}) !== '{}'
}

function rotaryOf(fields: ConfigFields, object: ConfigFields, rules: RotaryRules): Rotary {
  const theta = readEither(fields, object, 'rope_theta', rules.theta ?? THETA)
  const dims = readDims(fields, object, rules)
  const originalLength = () => readOriginalLength(fields, object, rules)
  const unscaled = { dims, theta, contextLength: rules.contextLength, originalLength }
  return { ...plainRotary(dims, theta), ...readRopeScaling(object, unscaled, rules.ropeTypes) }
}

function readEither(fields: ConfigFields, object: ConfigFields, key: string, outside: Setting): number {
  if (object.value(key) === undefined) return fields.positive(outside.name, outside.fallback)
  const counts = object.positive(key)
  if (!outside.isSavedToo || fields.value(outside.name) !== outside.fallback)
    fields.overruled(outside.name, `${object.path}.${key}`, counts)
  return counts
}

function readDims(fields: ConfigFields, object: ConfigFields, { dHead, share }: RotaryRules): number {
  if (!share) {
    object.refuse({ partial_rotary_factor: ONE })
    if (dHead % 2 !== 0) throw configError(`head size ${dHead} must be even for rotary positions`)
    return dHead
  }
  const part = readEither(fields, object, 'partial_rotary_factor', share)
  const dims = Math.floor(dHead * part)
  if (dims % 2 === 0 && dims >= 2 && dims <= dHead) return dims
  throw configError(
    `${share.name} ${part} of head size ${dHead} gives ${dims} rotary dimensions; they must be pairs`,
  )
}

/** Unlike the others, this one counts first where it is outside of the object. */
function readOriginalLength(fields: ConfigFields, object: ConfigFields, rules: RotaryRules): number {
  const name = 'original_max_position_embeddings'
  if (fields.value(name) === undefined && rules.originalLength === undefined)
    return object.count(name, rules.contextLength)
  const counts = fields.count(name, rules.originalLength)
  object.overruled(name, name, counts)
  return counts
}
