import { configError } from './config-fields'
import { takeHeadOutputs, takeHeads, takeProjection, takeRmsNorm } from './linear-weights'
import { storedPrefix, takeEnds } from './output-head'
import type { StoredTensors } from './stored-tensors'
import type { LayerWeights, MlpWeights, TransformerConfig, TransformerWeights } from './transformer'

/** What models share that name their tensors as Llama does. */

/** @throws PatchbayError (bad-input) for heads that cannot be shared or rotated. */
export function checkHeads({
  heads,
  kvHeads,
  dHead,
}: Pick<TransformerConfig, 'heads' | 'kvHeads' | 'dHead'>): void {
  if (heads % kvHeads !== 0) {
    throw configError(`num_attention_heads ${heads} cannot be divided among num_key_value_heads ${kvHeads}`)
  }
  if (dHead % 2 !== 0) throw configError(`head_dim ${dHead} must be even for rotary positions`)
}

/** The ends of the model, and each layer as `takeLayer` finds it; `plus` is added to the final norm's weight. */
export function takeLlamaLike(
  tensors: StoredTensors,
  config: TransformerConfig,
  tied: boolean,
  takeLayer: (at: string) => LayerWeights,
  plus = 0,
): TransformerWeights {
  const { layerCount, dModel, vocabSize } = config
  const prefix = storedPrefix(tensors, 'model.', 'embed_tokens.weight')
  return {
    ...takeEnds(tensors, `${prefix}embed_tokens.weight`, [vocabSize, dModel], tied),
    positions: null,
    layers: Array.from({ length: layerCount }, (_, layer) => takeLayer(`${prefix}layers.${layer}.`)),
    finalNorm: takeRmsNorm(tensors, `${prefix}norm`, dModel, plus),
  }
}

/** `self_attn.q_proj` and so on. */
export function takeSelfAttention(
  tensors: StoredTensors,
  at: string,
  config: TransformerConfig,
  bias: boolean,
): Pick<LayerWeights, 'q' | 'k' | 'v' | 'o'> {
  const { heads, kvHeads } = config
  return {
    q: takeHeads(tensors, `${at}self_attn.q_proj`, heads, config, bias),
    k: takeHeads(tensors, `${at}self_attn.k_proj`, kvHeads, config, bias),
    v: takeHeads(tensors, `${at}self_attn.v_proj`, kvHeads, config, bias),
    o: takeHeadOutputs(tensors, `${at}self_attn.o_proj`, config, bias),
  }
}

/** `mlp.gate_proj` and so on. */
export function takeGatedMlp(
  tensors: StoredTensors,
  at: string,
  { dModel, dMlp }: TransformerConfig,
  bias: boolean,
): MlpWeights {
  return {
    gate: takeProjection(tensors, `${at}mlp.gate_proj`, dModel, dMlp!, bias),
    up: takeProjection(tensors, `${at}mlp.up_proj`, dModel, dMlp!, bias),
    down: takeProjection(tensors, `${at}mlp.down_proj`, dMlp!, dModel, bias),
  }
}
