import type { Architecture } from '../../../contract'
import { configError, type ConfigFields } from '../settings/config-fields'
import type { KnownSettings } from '../settings/config-settings'
import { takeHeadOutputs, takeHeads, takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import { GPT_NEUTRAL, GPT_OTHER_NAMES, readGptLike, refuseOtherSizes, takeGptLike } from './gpt-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  plainEmbedding,
  plainLayer,
  plainRotary,
  type LayerWeights,
  type Rotary,
  type TransformerConfig,
} from '../transformer'

/** Of GPT-J and CodeGen. */
export const GPTJ_SETTINGS: KnownSettings = {
  otherNames: GPT_OTHER_NAMES,
  // Settings that many files have and the library does not read: positions are always rotary, scores always scaled.
  refused: { rotary: [true], scale_attn_weights: [true] },
  neutral: GPT_NEUTRAL,
}

type TakeQkv = (
  tensors: StoredTensors,
  config: TransformerConfig,
  at: string,
) => Pick<LayerWeights, 'q' | 'k' | 'v'>

export const GPTJ: ArchitectureEntry = {
  modelTypes: ['gptj'],
  classNames: ['GPTJForCausalLM', 'GPTJModel'],
  plan: planGptj,
  settings: GPTJ_SETTINGS,
}

/**
 * GPTJForCausalLM: LayerNorm, rotary positions over neighbouring dimensions of a part of each head, attention and MLP in
 * parallel after one norm, a bias of the logits; matrices stored as [out, in].
 */
function planGptj(fields: ConfigFields): ModelPlan {
  return planGptjLike(fields, 'gptj', (tensors, config, at) => {
    const take = (name: string) => takeHeads(tensors, `${at}attn.${name}_proj`, config.heads, config, false)
    return { q: take('q'), k: take('k'), v: take('v') }
  })
}

/** GPT-J, or a model that stores its q, k and v in another way. */
export function planGptjLike(fields: ConfigFields, architecture: Architecture, takeQkv: TakeQkv): ModelPlan {
  const config = readConfig(fields, architecture)
  refuseOtherSizes(fields, config)
  const ends = { tied: fields.flag('tie_word_embeddings', false), headBias: true }
  return {
    config,
    layout: (tensors) =>
      takeGptLike(tensors, config, ends, (at) => ({
        ...takeQkv(tensors, config, at),
        ...takeRest(tensors, config, at),
      })),
    ignored: /(^|\.)attn\.(bias|masked_bias|causal_mask|embed_positions)$/,
  }
}

function readConfig(fields: ConfigFields, architecture: Architecture): TransformerConfig {
  const plain = readGptLike(fields, {
    architecture,
    positions: 2048,
    activation: 'gelu_new',
    layersOf: ({ dHead }) => {
      const layer = plainLayer(1 / Math.sqrt(dHead), readRotaryDims(fields, dHead))
      return [{ ...layer, norms: { ...layer.norms, shared: true } }]
    },
  })
  return { ...plain, embedding: plainEmbedding(false), parallel: true }
}

function readRotaryDims(fields: ConfigFields, dHead: number): Rotary {
  const dims = fields.count('rotary_dim', 64)
  if (dims % 2 !== 0 || dims > dHead) {
    throw configError(`rotary_dim ${dims} must be even and at most the size of a head, ${dHead}`)
  }
  return { ...plainRotary(dims, 10000), pairs: 'neighbours' }
}

function takeRest(
  tensors: StoredTensors,
  config: TransformerConfig,
  at: string,
): Omit<LayerWeights, 'q' | 'k' | 'v'> {
  const { dModel } = config
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}ln_1`, dModel),
    o: takeHeadOutputs(tensors, `${at}attn.out_proj`, config, false),
    mlpNorm: null,
    mlp: takePlainMlp(tensors, [`${at}mlp.fc_in`, `${at}mlp.fc_out`], config, true),
  }
}
