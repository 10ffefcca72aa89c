import type { ConfigFields } from '../settings/config-fields'
import { checkSharing } from '../settings/head-size'
import { readRotary, type RotaryRules } from '../settings/rotary'
import {
  plainEmbedding,
  plainLayer,
  plainLogits,
  type AttentionSpec,
  type TransformerConfig,
} from '../transformer'

/** What models share that name their settings as Llama does; llama-like-layers.ts has their tensors. */

/** Of the architectures whose config.json has Llama's settings: what each is where the file does not have it. */
export interface LlamaLikeDefaults extends Pick<TransformerConfig, 'architecture'> {
  contextLength: number
  /** rms_norm_eps, 1e-6 as a rule. */
  epsilon?: number
  /** Where it is not that RMSNorm. */
  norm?: TransformerConfig['norm']
  /** num_key_value_heads, where it is not as many as heads. */
  kvHeads?: number
  /** head_dim, where it does not follow from the size of the stream. */
  dHead?: number
  /** hidden_act, silu as a rule. */
  activation?: { name: string; fallback: string }
  /** null where layers differ in it, and the architecture reads it. */
  rotary?: Omit<RotaryRules, 'dHead' | 'contextLength'> | null
}

/** A model whose MLPs have an activation function. */
export interface LlamaLikeConfig extends TransformerConfig {
  mlp: Exclude<TransformerConfig['mlp'], { kind: 'none' }>
}

/** All layers as Llama has them: see withAttention. @throws PatchbayError (bad-input) as the fields do, and as readHeads. */
export function readLlamaLike(fields: ConfigFields, defaults: LlamaLikeDefaults): LlamaLikeConfig {
  const shape = readHeads(fields, defaults)
  const contextLength = fields.count('max_position_embeddings', defaults.contextLength)
  const { activation = { name: 'hidden_act', fallback: 'silu' } } = defaults
  const rotary =
    defaults.rotary === null
      ? null
      : readRotary(fields, { ...defaults.rotary, dHead: shape.dHead, contextLength })
  return {
    architecture: defaults.architecture,
    ...shape,
    layerCount: fields.count('num_hidden_layers'),
    layers: [plainLayer(1 / Math.sqrt(shape.dHead), rotary)],
    dMlp: fields.count('intermediate_size'),
    vocabSize: fields.count('vocab_size'),
    contextLength,
    embedding: plainEmbedding(false),
    norm: defaults.norm ?? {
      kind: 'rms-norm',
      epsilon: fields.positive('rms_norm_eps', defaults.epsilon ?? 1e-6),
    },
    mlp: { kind: 'gated', activation: fields.activation(activation.name, activation.fallback) },
    parallel: false,
    causal: true,
    logits: plainLogits,
  }
}

/**
 * Heads that share keys and values, and may have another size than their part of the stream.
 * @throws PatchbayError (bad-input) as checkSharing does.
 */
function readHeads(
  fields: ConfigFields,
  defaults: { kvHeads?: number; dHead?: number },
): Pick<TransformerConfig, 'dModel' | 'heads' | 'kvHeads' | 'dHead'> {
  const dModel = fields.count('hidden_size')
  const heads = fields.count('num_attention_heads')
  const isLeftOut = fields.value('num_key_value_heads') === undefined
  const kvHeads = fields.derivedCount('num_key_value_heads', (isLeftOut && defaults.kvHeads) || heads)
  const dHead =
    defaults.dHead === undefined
      ? fields.derivedCount('head_dim', Math.floor(dModel / heads))
      : fields.count('head_dim', defaults.dHead)
  checkSharing(['num_attention_heads', heads], ['num_key_value_heads', kvHeads])
  return { dModel, heads, kvHeads, dHead }
}

/** The model with the attention of its layers changed; the changes begin again where there are fewer than layers. */
export function withAttention(
  config: TransformerConfig,
  changes: readonly Partial<AttentionSpec>[],
): TransformerConfig {
  const [plain] = config.layers
  const layers = changes.map((change) => ({ ...plain, attention: { ...plain.attention, ...change } }))
  return { ...config, layers }
}
