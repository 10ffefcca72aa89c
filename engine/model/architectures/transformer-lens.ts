import { configError, type ConfigFields } from '../settings/config-fields'
import { OFF } from '../settings/config-settings'
import { checkSharing } from '../settings/head-size'
import { TRANSFORMER_LENS_SETTINGS } from './transformer-lens-settings'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  eachLayer,
  layerWithoutNorms,
  plainEmbedding,
  plainLayer,
  plainRotary,
  type Activation,
  type AttentionSpec,
  type LayerSpec,
  type Rotary,
  type TransformerConfig,
} from '../transformer'
import { takeTransformerLens } from './transformer-lens-weights'

/** Whether these are the settings that TransformerLens saves: they name neither a model type nor a class. */
function isTransformerLens(values: Record<string, unknown>): boolean {
  return ['n_layers', 'd_model', 'd_head', 'n_ctx'].every((name) => Object.hasOwn(values, name))
}

/** `LN` and `RMS` have weights; of `LNPre` and `RMSPre` they were folded into the matrices. */
const NORMALIZATIONS = {
  LN: { kind: 'layer-norm', stored: true },
  LNPre: { kind: 'layer-norm', stored: false },
  RMS: { kind: 'rms-norm', stored: true },
  RMSPre: { kind: 'rms-norm', stored: false },
} as const
const NO_NORMALIZATION = { kind: 'none', stored: false } as const
type Normalization = (typeof NORMALIZATIONS)[keyof typeof NORMALIZATIONS] | typeof NO_NORMALIZATION

/** Its gelu_fast is the tanh form, in another order of operations. */
const ACT_FNS: Readonly<Record<string, Activation>> = {
  relu: 'relu',
  gelu: 'gelu',
  gelu_new: 'gelu-new',
  gelu_fast: 'gelu-new',
  gelu_pytorch_tanh: 'gelu-new',
  silu: 'silu',
  solu_ln: 'solu',
}

export const TRANSFORMER_LENS: ArchitectureEntry = {
  modelTypes: ['transformer_lens', 'attn_only'],
  classNames: ['HookedTransformer', 'AttnOnlyTransformer'],
  recognises: isTransformerLens,
  plan: planTransformerLens,
  settings: TRANSFORMER_LENS_SETTINGS,
}

/**
 * HookedTransformer: a model under TransformerLens's own names, config.json as its configuration's to_dict() gives it. With
 * MLPs or without, LayerNorm, RMSNorm or no norm, learned or rotary positions.
 */
function planTransformerLens(fields: ConfigFields): ModelPlan {
  const norms = readNormalization(fields)
  const config = readConfig(fields, norms)
  const grouped = (fields.value('n_key_value_heads') ?? null) !== null
  fields.refuse({ d_vocab_out: [config.vocabSize, -1, null] })
  return {
    config,
    layout: (tensors) => takeTransformerLens(tensors, config, { norms: norms.stored, grouped }),
    ignored: /(^|\.)attn\.(mask|IGNORE|rotary_sin|rotary_cos)$/,
  }
}

function readNormalization(fields: ConfigFields): Normalization {
  const isOlder =
    fields.value('normalization_type') === undefined && fields.value('normalization') !== undefined
  const name = isOlder ? 'normalization' : 'normalization_type'
  const norms =
    fields.value(name) === null ? NO_NORMALIZATION : fields.choice<Normalization>(name, NORMALIZATIONS, 'LN')
  fields.refuse({ final_rms: norms.kind === 'layer-norm' ? OFF : [true, ...OFF] })
  return norms
}

function readConfig(fields: ConfigFields, { kind }: Normalization): TransformerConfig {
  const dModel = fields.count('d_model')
  const isSplit = (fields.value('n_heads') ?? -1) === -1
  const heads = isSplit ? Math.floor(dModel / fields.count('d_head')) : fields.count('n_heads')
  const dHead = fields.derivedCount('d_head', dModel / heads)
  const kvHeads = fields.derivedCount('n_key_value_heads', heads)
  checkSharing(['n_heads', heads], ['n_key_value_heads', kvHeads])
  const layerCount = fields.count('n_layers')
  const contextLength = fields.count('n_ctx')
  const rotary = readPositions(fields, dHead)
  const mlp = readMlp(fields, dModel)
  if (mlp.kind.kind === 'plain' && mlp.kind.normed && kind !== 'layer-norm')
    throw configError('act_fn "solu_ln" is a LayerNorm, which needs normalization_type "LN" or "LNPre"')
  const epsilon = kind === 'none' ? 0 : fields.positive('eps', 1e-5)
  if (kind === 'none') fields.unused('eps')
  return {
    architecture: 'transformer-lens',
    layerCount,
    layers: readLayers(fields, { layerCount, dHead, rotary, isNormed: kind !== 'none' }),
    heads,
    kvHeads,
    dModel,
    dHead,
    dMlp: mlp.size,
    vocabSize: fields.count('d_vocab'),
    contextLength,
    embedding: plainEmbedding(rotary === null),
    norm: kind === 'none' ? { kind } : { kind, epsilon },
    mlp: mlp.kind,
    parallel: readParallel(fields, mlp.size),
    causal: true,
    logits: { scale: 1, softCap: readCap(fields, 'output_logits_soft_cap') },
  }
}

function readParallel(fields: ConfigFields, dMlp: number | null): boolean {
  if (dMlp !== null) return fields.flag('parallel_attn_mlp', false)
  fields.unused('parallel_attn_mlp')
  return false
}

function readMlp(
  fields: ConfigFields,
  dModel: number,
): { kind: TransformerConfig['mlp']; size: number | null } {
  if (fields.flag('attn_only', false)) {
    fields.unused('act_fn', 'd_mlp', 'gated_mlp')
    return { kind: { kind: 'none' }, size: null }
  }
  const size = fields.derivedCount('d_mlp', 4 * dModel)
  const activation = fields.choice('act_fn', ACT_FNS)
  if (!fields.flag('gated_mlp', false))
    return { kind: { kind: 'plain', activation, normed: activation === 'solu' }, size }
  if (activation === 'solu') throw configError('act_fn "solu_ln" with gated_mlp is not supported')
  return { kind: { kind: 'gated', activation }, size }
}

/** null where positions are learned. */
function readPositions(fields: ConfigFields, dHead: number): Rotary | null {
  const types = { standard: false, rotary: true }
  if (!fields.choice('positional_embedding_type', types, 'standard')) {
    fields.unused('rotary_dim', 'rotary_base', 'rotary_adjacent_pairs')
    return null
  }
  const dims = fields.derivedCount('rotary_dim', dHead)
  if (dims % 2 !== 0 || dims > dHead)
    throw configError(`rotary_dim ${dims} must be even, and at most d_head ${dHead}`)
  const rotary = plainRotary(dims, fields.positive('rotary_base', 10000))
  return { ...rotary, pairs: fields.flag('rotary_adjacent_pairs', false) ? 'neighbours' : 'halves' }
}

interface LayerShape {
  layerCount: number
  dHead: number
  rotary: Rotary | null
  isNormed: boolean
}

function readLayers(fields: ConfigFields, { layerCount, dHead, rotary, isNormed }: LayerShape): LayerSpec[] {
  const scale = readScale(fields, dHead)
  const softCap = readCap(fields, 'attn_scores_soft_cap')
  const isDeeper = fields.flag('scale_attn_by_inverse_layer_idx', false)
  const windowOf = readWindows(fields, layerCount)
  return eachLayer(layerCount, (layer) => {
    const own = isDeeper ? scale / (layer + 1) : scale
    const plain = isNormed ? plainLayer(own) : layerWithoutNorms(own)
    const attention: AttentionSpec = { ...plain.attention, softCap, rotary, window: windowOf(layer) }
    return { ...plain, attention }
  })
}

/** TransformerLens divides the scores by `attn_scale`, and saves what it has chosen where that was left to it. */
function readScale(fields: ConfigFields, dHead: number): number {
  if (!fields.flag('use_attn_scale', true)) {
    fields.unused('attn_scale')
    return 1
  }
  const isChosen = (fields.value('attn_scale') ?? -1) !== -1
  return 1 / (isChosen ? fields.positive('attn_scale') : Math.sqrt(dHead))
}

function readCap(fields: ConfigFields, name: string): number | null {
  return (fields.value(name) ?? -1) === -1 ? null : fields.positive(name)
}

/** `attn_types` says of each layer whether it has a window. */
function readWindows(fields: ConfigFields, layerCount: number): (layer: number) => number | null {
  if (!fields.flag('use_local_attn', false)) {
    fields.unused('attn_types', 'window_size')
    return () => null
  }
  const types = fields.value('attn_types')
  const isKnown = (type: unknown) => type === 'global' || type === 'local'
  if (!Array.isArray(types) || types.length !== layerCount || !types.every(isKnown))
    throw configError(`attn_types must name each of the ${layerCount} layers global or local`)
  const window = fields.count('window_size')
  return (layer) => (types[layer] === 'local' ? window : null)
}
