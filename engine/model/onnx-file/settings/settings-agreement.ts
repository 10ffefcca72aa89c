import { PatchbayError } from '../../../../contract'
import { ACTIVATIONS } from '../../settings/activations'
import { layerSpec, type LayerSpec, type Rotary, type TransformerConfig } from '../../transformer'
import type { GraphSettings, LayerSettings } from './graph-settings'
import type { RotaryFound } from './position-settings'

/** One thing that the graph computes and a plan does not. */
export interface SettingDifference {
  /** `scale of the scores of layer 3` */
  what: string
  graph: string
  plan: string
}

const EPSILON = 'epsilon of the norms'
const ONE_EPSILON = 'epsilon of one of the norms'

/** Graphs in half precision have rounded constants; as small as an epsilon they are rounded the most. */
const TOLERANCE = 2e-3
const TOLERANCES: Readonly<Record<string, number>> = { [EPSILON]: 0.05, [ONE_EPSILON]: 0.05 }

/** Where a graph computes another model than a plan, as far as settings go; what the graph does not show is left out. */
export function differences(settings: GraphSettings, config: TransformerConfig): SettingDifference[] {
  const pairs = [...modelPairs(settings, config), ...eachLayerPairs(settings, config)]
  return pairs
    .filter(
      ([what, found, planned]) =>
        found !== undefined && !isSame(found, planned, TOLERANCES[what] ?? TOLERANCE),
    )
    .map(([what, found, planned]) => ({ what, graph: shown(found), plan: shown(planned) }))
}

/**
 * @throws PatchbayError (bad-input) where the graph computes another model than the plan, naming the first setting.
 */
export function refuseOtherSettings(
  settings: GraphSettings,
  config: TransformerConfig,
  fileName: string,
): void {
  const [other] = differences(settings, config)
  if (!other) return
  const which = differenceText(other, 'in config.json')
  throw new PatchbayError(
    'bad-input',
    `${fileName}: ${which}; put the config.json of this model beside it, or open the file without one.`,
  )
}

/** `the vocabulary is 72 in the graph and 80 in config.json` */
export function differenceText({ what, graph, plan }: SettingDifference, where: string): string {
  return `the ${what} ${what.startsWith('rotary angles') ? 'are' : 'is'} ${graph} in the graph and ${plan} ${where}`
}

type Value = number | string | boolean | null | readonly number[]
/** undefined: the graph does not show it. */
type Pair = readonly [what: string, found: Value | undefined, planned: Value]

function modelPairs(settings: GraphSettings, config: TransformerConfig): Pair[] {
  const { sizes, norm, logits } = settings
  const planned = config.norm.kind === 'none' ? null : config.norm
  return [
    ['number of layers', settings.layers.length, config.layerCount],
    ['vocabulary', settings.vocabSize, config.vocabSize],
    ['width of the stream', settings.dModel, config.dModel],
    ['number of neurons', settings.dMlp, config.dMlp],
    ['number of heads', sizes?.heads, config.heads],
    ['number of key-value heads', sizes?.kvHeads, config.kvHeads],
    ['size of a head', sizes?.dHead, config.dHead],
    ['kind of the norms', norm?.kind ?? null, planned?.kind ?? null],
    [EPSILON, norm?.epsilon ?? undefined, planned?.epsilon ?? null],
    [ONE_EPSILON, norm?.otherEpsilon ?? undefined, planned?.epsilon ?? null],
    ['learned positions', settings.firstPosition !== null, config.embedding.learnedPositions],
    ['scale of the embedding', settings.embeddingScale, config.embedding.scale],
    ['norm of the embedding', settings.hasEmbeddingNorm, config.embedding.norm],
    ['scale of the logits', logits.scale, config.logits.scale],
    ['soft cap of the logits', logits.softCap, config.logits.softCap],
    ['limit of other values', settings.otherLimit, null],
  ]
}

function eachLayerPairs({ layers, sizes, fixedLength }: GraphSettings, config: TransformerConfig): Pair[] {
  return layers.flatMap((found, layer) => {
    const spec = layerSpec(config, layer)
    const pairs = [
      ...layerPairs(found, spec, config, fixedLength),
      ...(sizes === null ? [] : headPairs(found, spec)),
    ]
    return pairs.map(([what, ...values]): Pair => [`${what} of layer ${layer}`, ...values])
  })
}

/** What follows from the size of a head, where nothing else is said. */
const headPairs = ({ scale, rotary }: LayerSettings, { attention }: LayerSpec): Pair[] => [
  ['scale of the scores', scale ?? undefined, attention.scale],
  ...rotaryPairs(rotary, attention.rotary),
]

function layerPairs(
  found: LayerSettings,
  { attention, norms, residualMultiplier }: LayerSpec,
  config: TransformerConfig,
  fixedLength: number | null,
): Pair[] {
  const { mlp } = found
  return [
    ['soft cap of the scores', found.softCap, attention.softCap],
    ['limit of q', found.clips.q, attention.clip],
    ['limit of k', found.clips.k, attention.clip],
    ['limit of v', found.clips.v, attention.clip],
    ['attention window', shownWindow(found.window, attention.window, fixedLength), attention.window],
    ['norm of q and k', found.qkNorm, attention.qkNorm],
    ['rotary positions', found.rotary !== null, attention.rotary !== null],
    ['norm before the attention', found.norms.beforeAttention, norms.beforeAttention],
    ['norm after the attention', found.norms.afterAttention, norms.afterAttention],
    ['norm before the MLP', found.norms.beforeMlp, norms.beforeMlp],
    ['norm after the MLP', found.norms.afterMlp, norms.afterMlp],
    ['one norm of attention and MLP', found.norms.shared, norms.shared],
    ['multiplier of what the heads write', found.residualMultiplier, residualMultiplier],
    ['kind of the MLP', mlp ? (mlp.isGated ? 'gated' : 'plain') : 'none', config.mlp.kind],
    [
      'activation function',
      activation(mlp?.activation),
      config.mlp.kind === 'none' ? null : config.mlp.activation,
    ],
    ['MLP beside the attention', mlp?.isParallel ?? false, config.parallel],
  ]
}

/** A graph for prompts of one length has no window that all of them fit into. */
const shownWindow = (found: number | null, planned: number | null, length: number | null) =>
  found === null && planned !== null && length !== null && length <= planned ? undefined : found

const activation = (name: string | null | undefined): Value | undefined =>
  name === null ? undefined : name === undefined ? null : (ACTIVATIONS[name] ?? name)

function rotaryPairs(found: RotaryFound | null, planned: Rotary | null): Pair[] {
  if (!found || !planned) return []
  return [
    ['rotary dimensions', found.dims, planned.dims],
    ['pairs of rotary dimensions', found.pairs, planned.pairs],
    ['scale of rotated values', found.magnitude, planned.magnitude],
    ['rotary angles', found.angles, anglesOf(planned, found.angles.length)],
  ]
}

/** The angle of each pair from one position to the next. */
export function anglesOf({ theta, dims, factors }: Omit<Rotary, 'pairs'>, pairs = dims / 2): number[] {
  return Array.from({ length: pairs }, (_, i) => theta ** ((-2 * i) / dims) * (factors?.[i] ?? 1))
}

function isSame(found: Value, planned: Value, tolerance: number): boolean {
  const isNear = (a: number, b: number) => Math.abs(a - b) <= tolerance * Math.abs(b)
  if (typeof found === 'number' && typeof planned === 'number') return isNear(found, planned)
  if (!Array.isArray(found) || !Array.isArray(planned)) return found === planned
  return found.length === planned.length && found.every((value, i) => isNear(value, planned[i]))
}

function shown(value: Value | undefined): string {
  if (value === null || value === undefined || value === false) return 'none'
  if (value === true) return 'there is one'
  if (typeof value === 'number') return decimal(value, 6)
  return typeof value === 'string' ? value : value.map((one) => decimal(one, 4)).join(', ')
}

/** As people write it: 0.000001, not 1e-6. */
function decimal(value: number, digits: number): string {
  const short = Number(value.toPrecision(digits))
  return Number.isFinite(short)
    ? short.toLocaleString('en-US', { maximumSignificantDigits: digits, useGrouping: false })
    : String(short)
}
