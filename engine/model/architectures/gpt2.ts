import type { ConfigFields } from '../settings/config-fields'
import { takeLayerNorm } from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import { GPT_NEUTRAL, GPT_OTHER_NAMES, readGptLike, refuseOtherSizes, takeGptLike } from './gpt-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import {
  eachLayer,
  plainLayer,
  type LayerWeights,
  type Projection,
  type TransformerConfig,
} from '../transformer'

export const GPT2: ArchitectureEntry = {
  modelTypes: ['gpt2'],
  classNames: ['GPT2LMHeadModel', 'GPT2Model', 'GPT2DoubleHeadsModel'],
  plan: planGpt2,
  settings: {
    otherNames: GPT_OTHER_NAMES,
    refused: { n_special: [0, null] }, // tokens that gpt2-medium's makers counted beside vocab_size
    neutral: [...GPT_NEUTRAL, 'reorder_and_upcast_attn'], // another order of the same operations
  },
}

/** GPT2LMHeadModel: LayerNorm, learned positions, plain MLP; matrices stored as [in, out] ("Conv1D"). */
function planGpt2(fields: ConfigFields): ModelPlan {
  const isScaled = fields.flag('scale_attn_weights', true)
  const byDepth = fields.flag('scale_attn_by_inverse_layer_idx', false)
  const config = readGptLike(fields, {
    architecture: 'gpt2',
    positions: 1024,
    activation: 'gelu_new',
    layersOf: ({ dHead, layerCount }) => {
      const scale = isScaled ? 1 / Math.sqrt(dHead) : 1
      return byDepth ? eachLayer(layerCount, (layer) => plainLayer(scale / (layer + 1))) : [plainLayer(scale)]
    },
  })
  refuseOtherSizes(fields, config)
  // Models that others have brought into this layout may have a bias of their logits.
  const ends = { tied: fields.flag('tie_word_embeddings', true), headBias: 'where stored' } as const
  return {
    config,
    layout: (tensors) => takeGptLike(tensors, config, ends, (at) => takeLayer(tensors, config, at)),
    // The second head of GPT2DoubleHeadsModel reads the same stream and writes to no logit.
    ignored: /(^|\.)attn\.(bias|masked_bias)$|^multiple_choice_head\./,
  }
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dHead, dModel } = config
  const dMlp = config.dMlp!
  const [q, k, v] = [0, 1, 2].map((part) => takeQkv(tensors, config, `${at}attn.c_attn`, part))
  const output = takeProjection(tensors, `${at}attn.c_proj`, dModel, dModel)
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}ln_1`, dModel),
    q,
    k,
    v,
    o: { ...output, weight: { ...output.weight, dims: [heads, dHead, dModel] } },
    mlpNorm: takeLayerNorm(tensors, `${at}ln_2`, dModel),
    mlp: {
      gate: null,
      up: takeProjection(tensors, `${at}mlp.c_fc`, dModel, dMlp),
      down: takeProjection(tensors, `${at}mlp.c_proj`, dMlp, dModel),
    },
  }
}

/** q, k and v (part 0, 1, 2) are stored side by side in c_attn [dModel, 3 * heads * dHead], head by head. */
function takeQkv(tensors: StoredTensors, config: TransformerConfig, name: string, part: number): Projection {
  const { heads, dHead, dModel } = config
  const offset = part * dModel
  return {
    weight: tensors.take(`${name}.weight`, [dModel, 3 * dModel], {
      dims: [heads, dModel, dHead],
      strides: [dHead, 3 * dModel, 1],
      offset,
    }),
    bias: tensors.take(`${name}.bias`, [3 * dModel], { dims: [heads, dHead], strides: [dHead, 1], offset }),
  }
}

function takeProjection(tensors: StoredTensors, name: string, inputs: number, outputs: number): Projection {
  return {
    weight: tensors.take(`${name}.weight`, [inputs, outputs]),
    bias: tensors.take(`${name}.bias`, [outputs]),
  }
}
