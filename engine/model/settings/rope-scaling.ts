import { shown } from '../../../contract'
import { configError, type ConfigFields } from './config-fields'
import { ONE } from './config-settings'
import type { Rotary } from '../transformer'

/** What a scaling may depend on besides its own settings. */
export interface UnscaledPositions {
  dims: number
  theta: number
  contextLength: number
  /** The longest prompt that was trained on before positions were scaled. */
  originalLength: () => number
}

type RopeScaling = Pick<Rotary, 'factors' | 'magnitude' | 'beyond'>
type ScalingReader = (object: ConfigFields, unscaled: UnscaledPositions) => RopeScaling

const ROPE_TYPES = {
  default: readDefault,
  linear: readLinear,
  dynamic: readDynamic,
  llama3: readLlama3,
  yarn: readYarn,
  longrope: readLongRope,
} satisfies Record<string, ScalingReader>
export type RopeType = keyof typeof ROPE_TYPES
const NAMES = Object.fromEntries((Object.keys(ROPE_TYPES) as RopeType[]).map((type) => [type, type]))

/**
 * How the type of rotary positions (`rope_type`, in older files `type`) changes the rotation; `names` are those that an
 * architecture has for the types.
 * @throws PatchbayError (bad-input): a type that is not known, two that differ, values that are missing or make no angle.
 */
export function readRopeScaling(
  object: ConfigFields,
  unscaled: UnscaledPositions,
  names: Readonly<Record<string, RopeType>> = NAMES,
): RopeScaling {
  const given = ['rope_type', 'type'].filter((key) => object.value(key) !== undefined)
  const [type = 'default', other = type] = given.map((key) => object.choice(key, names))
  if (type !== other) {
    // Versions of the library differ in which of the two counts.
    const both = given.map((key) => `${key} ${shown(object.value(key))}`).join(' and ')
    throw configError(`${object.path} has ${both}, which contradict each other`)
  }
  const scaling = ROPE_TYPES[type](object, unscaled)
  const numbers = [scaling.magnitude, ...(scaling.factors ?? []), ...(scaling.beyond?.factors ?? [])]
  if (numbers.every((value) => value > 0 && Number.isFinite(value))) return scaling
  throw configError(
    `${object.path} of type ${shown(type)} with rope_theta ${unscaled.theta} gives angles that are not finite numbers`,
  )
}

const UNSCALED: RopeScaling = { factors: null, magnitude: 1, beyond: null }

function readDefault(object: ConfigFields): RopeScaling {
  object.refuse({ factor: ONE }) // of a scaling whose type was left out
  return UNSCALED
}

function readLinear(object: ConfigFields, { dims }: UnscaledPositions): RopeScaling {
  const factor = object.positive('factor')
  return { ...UNSCALED, factors: ofPairs(dims, () => 1 / factor) }
}

/** Begins to scale beyond max_position_embeddings, where no prompt can be: see contextLength. */
function readDynamic(object: ConfigFields): RopeScaling {
  object.positive('factor')
  object.unused('factor')
  return UNSCALED
}

/** Long waves are stretched by `factor`, short ones left as they are, those between in a smooth transition. */
function readLlama3(object: ConfigFields, { dims, theta, originalLength }: UnscaledPositions): RopeScaling {
  const factor = object.positive('factor')
  const low = object.positive('low_freq_factor')
  const high = object.positive('high_freq_factor')
  const length = originalLength()
  const factors = ofPairs(dims, (pair) => {
    const wave = 2 * Math.PI * theta ** ((2 * pair) / dims)
    if (wave > length / low) return 1 / factor
    if (wave < length / high) return 1
    const share = (length / wave - low) / (high - low)
    return (1 - share) / factor + share
  })
  return { ...UNSCALED, factors }
}

/** As llama3, with a transition that is a line over the pairs; what is rotated is also scaled. */
function readYarn(object: ConfigFields, unscaled: UnscaledPositions): RopeScaling {
  const length = unscaled.originalLength()
  // null leaves it to follow from the two lengths, but it must be written.
  const factor = object.value('factor') === null ? unscaled.contextLength / length : object.positive('factor')
  const usual = readYarnMagnitude(object, factor)
  const magnitude = object.positiveOrNull('attention_factor', usual) ?? usual
  const stretched = readYarnRamp(object, unscaled, length)
  return {
    factors: ofPairs(unscaled.dims, (pair) => stretched(pair) / factor + 1 - stretched(pair)),
    magnitude,
    beyond: null,
  }
}

function readYarnMagnitude(object: ConfigFields, factor: number): number {
  const [over, under] = ['mscale', 'mscale_all_dim'].map((name) => object.positiveOrNull(name, null))
  const grown = (scale: number) => (factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1)
  return over !== null && under !== null ? grown(over) / grown(under) : grown(1)
}

/** How much of the stretching each pair has, from 0 (fast turns) to 1 (slow ones). */
function readYarnRamp(
  object: ConfigFields,
  { dims, theta }: UnscaledPositions,
  length: number,
): (pair: number) => number {
  const [fast, slow] = [
    object.positiveOrNull('beta_fast', null) ?? 32,
    object.positiveOrNull('beta_slow', null) ?? 1,
  ]
  const isWhole = object.value('truncate') !== null && object.flag('truncate', true)
  const growth = Math.log(theta) || NaN // with a base of 1 all pairs turn alike
  /** The pair that makes so many turns over the original length. */
  const pairOf = (turns: number) => (dims * Math.log(length / (turns * 2 * Math.PI))) / (2 * growth)
  const first = Math.max(isWhole ? Math.floor(pairOf(fast)) : pairOf(fast), 0)
  const last = Math.min(isWhole ? Math.ceil(pairOf(slow)) : pairOf(slow), dims - 1)
  const width = first === last ? 0.001 : last - first
  return (pair) => Math.min(Math.max((pair - first) / width, 0), 1)
}

/** A factor for each pair, others for long prompts; what is rotated is also scaled, for prompts of every length. */
function readLongRope(object: ConfigFields, unscaled: UnscaledPositions): RopeScaling {
  const pairs = unscaled.dims / 2
  const length = unscaled.originalLength()
  const inverse = (name: string) => object.positives(name, pairs).map((value) => 1 / value)
  const factor = object.positiveOrNull('factor', null) ?? unscaled.contextLength / length
  const grown = factor <= 1 ? 1 : Math.sqrt(1 + Math.log(factor) / Math.log(length))
  return {
    factors: inverse('short_factor'),
    magnitude: object.positiveOrNull('attention_factor', null) ?? grown,
    beyond: { length, factors: inverse('long_factor') },
  }
}

/** No head is as large; a file that says so would fill the memory before its tensors are compared with it. */
const MOST_DIMS = 2 ** 16

function ofPairs(dims: number, factorOf: (pair: number) => number): number[] {
  if (dims > MOST_DIMS)
    throw configError(
      `heads with ${dims} rotary dimensions are too large: at most ${MOST_DIMS} can be scaled`,
    )
  return Array.from({ length: dims / 2 }, (_, pair) => factorOf(pair))
}
