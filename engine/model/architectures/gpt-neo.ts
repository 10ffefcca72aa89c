import { shown } from '../../../contract'
import { configError, type ConfigFields } from '../settings/config-fields'
import { takeHeadOutputs, takeHeads, takeLayerNorm, takePlainMlp } from '../weights/linear-weights'
import type { StoredTensors } from '../weights/stored-tensors'
import { GPT_NEUTRAL, readGptLike, refuseOtherSizes, takeGptLike } from './gpt-like'
import type { ArchitectureEntry, ModelPlan } from './model-plan'
import { eachLayer, plainLayer, type LayerWeights, type TransformerConfig } from '../transformer'

const NAMES = {
  width: 'hidden_size',
  layers: 'num_layers',
  heads: 'num_heads',
  positions: 'max_position_embeddings',
  inner: 'intermediate_size',
}

export const GPT_NEO: ArchitectureEntry = {
  modelTypes: ['gpt_neo'],
  classNames: ['GPTNeoForCausalLM', 'GPTNeoModel'],
  plan: planGptNeo,
  settings: {
    otherNames: { num_hidden_layers: 'num_layers', num_attention_heads: 'num_heads' },
    neutral: [...GPT_NEUTRAL, 'embed_dropout', 'resid_dropout'],
  },
}

/**
 * GPTNeoForCausalLM: GPT-2 with unscaled scores, and with layers whose attention sees a window; matrices stored as
 * [out, in].
 */
function planGptNeo(fields: ConfigFields): ModelPlan {
  const window = fields.count('window_size', 256)
  const config = readGptLike(fields, {
    architecture: 'gpt-neo',
    names: NAMES,
    positions: 2048,
    activation: 'gelu_new',
    layersOf: ({ layerCount }) => {
      const groups = readAttentionKinds(fields, layerCount)
      const plain = plainLayer(1)
      const local = { ...plain, attention: { ...plain.attention, window } }
      return eachLayer(layerCount, (layer) => (kindOf(groups, layer) === 'local' ? local : plain))
    },
  })
  refuseOtherSizes(fields, config)
  const tied = fields.flag('tie_word_embeddings', true)
  return {
    config,
    layout: (tensors) => takeGptLike(tensors, config, { tied }, (at) => takeLayer(tensors, config, at)),
    ignored: /(^|\.)attn\.attention\.(bias|masked_bias)$/,
  }
}

/** What the queries of some layers see, layer by layer, and how often this order comes. */
type Group = [kinds: string[], times: number]

/**
 * `attention_layers` says it layer by layer, and counts before the groups of `attention_types`.
 * @throws PatchbayError (bad-input) for other kinds, or another number of them than of layers.
 */
function readAttentionKinds(fields: ConfigFields, layerCount: number): Group[] {
  const types = fields.value('attention_types') ?? [[['global', 'local'], 12]]
  const layers = fields.value('attention_layers') ?? null
  const [name, groups] = layers === null ? ['attention_types', types] : ['attention_layers', [[layers, 1]]]
  if (!areGroups(groups)) {
    throw configError(`${name} ${shown(layers ?? types)} is not supported; each layer may be global or local`)
  }
  const count = groups.reduce((sum, [kinds, times]) => sum + kinds.length * times, 0)
  if (count !== layerCount)
    throw configError(`${name} names ${count} layers, but the model has ${layerCount}`)
  if (layers !== null && !(areGroups(types) && groups[0][0].every((kind, i) => kind === kindOf(types, i))))
    fields.overruled('attention_types', 'attention_layers', layers)
  return groups
}

function areGroups(value: unknown): value is Group[] {
  return Array.isArray(value) && value.every(isGroup)
}

function isGroup(value: unknown): value is Group {
  const [kinds, times, ...more] = Array.isArray(value) ? (value as unknown[]) : []
  const areKinds = Array.isArray(kinds) && kinds.every((kind) => kind === 'global' || kind === 'local')
  return areKinds && Number.isSafeInteger(times) && (times as number) >= 0 && more.length === 0
}

function kindOf(groups: readonly Group[], layer: number): string | undefined {
  let first = 0
  for (const [kinds, times] of groups) {
    if (layer < first + kinds.length * times) return kinds[(layer - first) % kinds.length]
    first += kinds.length * times
  }
  return undefined
}

function takeLayer(tensors: StoredTensors, config: TransformerConfig, at: string): LayerWeights {
  const { heads, dModel } = config
  const [q, k, v] = ['q', 'k', 'v'].map((name) =>
    takeHeads(tensors, `${at}attn.attention.${name}_proj`, heads, config, false),
  )
  return {
    attentionNorm: takeLayerNorm(tensors, `${at}ln_1`, dModel),
    q,
    k,
    v,
    o: takeHeadOutputs(tensors, `${at}attn.attention.out_proj`, config, true),
    mlpNorm: takeLayerNorm(tensors, `${at}ln_2`, dModel),
    mlp: takePlainMlp(tensors, [`${at}mlp.c_fc`, `${at}mlp.c_proj`], config, true),
  }
}
