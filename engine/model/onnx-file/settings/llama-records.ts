import {
  activationOf,
  ASKED,
  epsilonOf,
  rotaryOfLayers,
  sizeRecord,
  without,
  type RecordMaker,
  type Values,
} from './common-records'
import type { GraphSettings } from './graph-settings'
import { rounded, rotaryRecord } from './rotary-record'

/** config.json of the architectures that name their settings as Llama does. */
export const LLAMA_RECORDS: Readonly<Record<string, RecordMaker>> = {
  llama: (found) => ({ ...plain(found), ...biases(found) }),
  qwen2: (found) => ({ ...plain(found), ...someWindows(found) }),
  qwen3: (found) => ({ ...plain(found), ...someWindows(found), attention_bias: found.layers[0].biases.q }),
  mistral: (found) => ({ ...plain(found), sliding_window: windowIn(found) }),
  ministral: (found) => ({
    ...plain(found),
    sliding_window: windowIn(found),
    layer_types: layerTypes(found),
  }),
  smollm3: (found) => ({ ...plain(found), ...biases(found), ...unturnedLayers(found) }),
  gemma: plain,
  gemma2: (found) => ({
    ...laterGemma(found),
    attn_logit_softcapping: short(found.layers[0].softCap),
  }),
  gemma3_text: (found) => ({ ...laterGemma(found), ...rotaryByType(found) }),
  granite: (found) => ({
    ...plain(found),
    ...biases(found),
    embedding_multiplier: rounded(found.embeddingScale),
    attention_multiplier: short(found.layers[0].scale) ?? ASKED,
    residual_multiplier: rounded(found.layers[0].residualMultiplier),
    logits_scaling: rounded(1 / found.logits.scale),
  }),
  olmo: (found) => ({
    ...without(plain(found), 'rms_norm_eps'),
    attention_bias: found.layers[0].biases.q,
    clip_qkv: short(found.layers[0].clips.q),
  }),
  olmo2: (found) => ({ ...plain(found), attention_bias: found.layers[0].biases.q }),
  phi3: (found) => ({ ...plain(found), ...rotaryShare(found), sliding_window: windowIn(found) }),
  starcoder2: (found) => ({
    ...without(plain(found), 'rms_norm_eps'),
    ...epsilonOf(found, 'norm_epsilon'),
    use_bias: found.layers[0].biases.q,
    sliding_window: windowIn(found),
  }),
}

function plain(found: GraphSettings): Values {
  return {
    ...sizeRecord(found),
    ...activationOf(found, 'hidden_act'),
    ...epsilonOf(found, 'rms_norm_eps'),
    ...rotaryOfLayers(found),
    tie_word_embeddings: found.isTied,
  }
}

/** A number of the graph as a person would write it; null is "there is none". */
const short = (value: number | null) => (value === null ? null : rounded(value))

const biases = ({ layers: [{ biases: has }] }: GraphSettings): Values => ({
  attention_bias: has.q,
  mlp_bias: has.mlp,
})

const windowIn = ({ layers }: GraphSettings) => layers.find(({ window }) => window !== null)?.window ?? null

const layerTypes = ({ layers }: GraphSettings) =>
  layers.map(({ window }) => (window === null ? 'full_attention' : 'sliding_attention'))

function someWindows(found: GraphSettings): Values {
  const window = windowIn(found)
  if (window === null) return { use_sliding_window: false }
  return { use_sliding_window: true, sliding_window: window, layer_types: layerTypes(found) }
}

function unturnedLayers(found: GraphSettings): Values {
  return {
    ...someWindows(found),
    no_rope_layers: found.layers.map(({ rotary }) => (rotary === null ? 0 : 1)),
  }
}

function laterGemma(found: GraphSettings): Values {
  const { scale } = found.layers[0]
  return {
    ...without(plain(found), 'hidden_act'),
    ...activationOf(found, 'hidden_activation'),
    query_pre_attn_scalar: scale === null ? ASKED : rounded(1 / scale ** 2),
    sliding_window: windowIn(found) ?? found.contextLength ?? 4096,
    layer_types: layerTypes(found),
    final_logit_softcapping: short(found.logits.softCap),
  }
}

/** Layers with a window have rotary positions of their own. */
function rotaryByType({ layers }: GraphSettings): Values {
  const of = (isFull: boolean) => {
    const layer = layers.find(({ window, rotary }) => (window === null) === isFull && rotary !== null)
    return layer ? rotaryRecord(layer.rotary!) : {}
  }
  return { rope_parameters: { full_attention: of(true), sliding_attention: of(false) } }
}

/** The part of a head that rotary positions turn, where it is not all of it. */
export function rotaryShare({ layers, sizes }: GraphSettings): Values {
  const dims = layers.find(({ rotary }) => rotary !== null)?.rotary?.dims
  const share = dims === undefined || sizes === null ? 1 : dims / sizes.dHead
  return share === 1 ? {} : { partial_rotary_factor: share }
}
