import { configError, type ConfigFields } from '../settings/config-fields'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import { transposed, type StoredTensors } from '../weights/stored-tensors'
import {
  layerWithoutNorms,
  plainEmbedding,
  plainLogits,
  type LayerWeights,
  type Projection,
  type TransformerConfig,
  type TransformerWeights,
} from '../transformer'

export const TRACR: ArchitectureEntry = {
  modelTypes: ['tracr'],
  classNames: ['AssembledTransformerModel'],
  plan: planTracr,
}

/**
 * Models compiled by tracr from a RASP program, under TransformerLens's names: attention sees all
 * positions and scores are not scaled; no norms, no biases; the output has as many columns as the
 * program has answers, not as the vocabulary has tokens.
 */
function planTracr(fields: ConfigFields): ModelPlan {
  if (fields.value('normalization_type') !== null) {
    throw configError('normalization_type must be null: compiled models have no normalisation')
  }
  const config = readConfig(fields)
  const outputs = texts(fields, 'output_labels').length
  return { config, layout: (tensors) => takeWeights(tensors, config, outputs), ignored: /$^/ }
}

function readConfig(fields: ConfigFields): TransformerConfig {
  const heads = fields.count('n_heads')
  const dModel = fields.count('d_model')
  fields.refuse({ attn_scale: [1] }) // the compiler scales nothing
  const layer = layerWithoutNorms(1)
  return {
    architecture: 'tracr',
    layerCount: fields.count('n_layers'),
    layers: [layer],
    heads,
    kvHeads: heads,
    dModel,
    dHead: fields.count('d_head'),
    dMlp: fields.count('d_mlp'),
    vocabSize: texts(fields, 'vocab_tokens').length,
    contextLength: fields.derivedCount('n_ctx', positionCount(fields)),
    embedding: plainEmbedding(true),
    norm: { kind: 'none' },
    mlp: { kind: 'plain', activation: fields.activation('act', 'relu') },
    parallel: false,
    causal: fields.flag('causal', false),
    logits: plainLogits,
  }
}

/** The residual stream has one direction `indices:I` per position, after the one of the BOS token. */
function positionCount(fields: ConfigFields): number {
  return 1 + texts(fields, 'residual_labels').filter((label) => label.startsWith('indices:')).length
}

function texts(fields: ConfigFields, name: string): string[] {
  const value = fields.value(name)
  if (Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string'))
    return value
  throw configError(`${name} must be a list of texts`)
}

function takeWeights(tensors: StoredTensors, config: TransformerConfig, outputs: number): TransformerWeights {
  const { layerCount, dModel, vocabSize, contextLength } = config
  return {
    embed: tensors.take('embed.W_E', [vocabSize, dModel]),
    positions: tensors.take('pos_embed.W_pos', [contextLength, dModel]),
    layers: Array.from({ length: layerCount }, (_, layer) => takeLayer(tensors, config, `blocks.${layer}.`)),
    finalNorm: null,
    unembed: tensors.take('unembed.W_U', [dModel, outputs], transposed(dModel, outputs)),
    unembedBias: null,
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dHead, dModel } = config
  const dMlp = config.dMlp!
  const take = (name: string, dims: number[]): Projection => ({
    weight: tensors.take(at + name, dims),
    bias: null,
  })
  return {
    attentionNorm: null,
    q: take('attn.W_Q', [heads, dModel, dHead]),
    k: take('attn.W_K', [heads, dModel, dHead]),
    v: take('attn.W_V', [heads, dModel, dHead]),
    o: take('attn.W_O', [heads, dHead, dModel]),
    mlpNorm: null,
    mlp: { gate: null, up: take('mlp.W_in', [dModel, dMlp]), down: take('mlp.W_out', [dMlp, dModel]) },
  }
}
