import type { GraphSettings } from './graph-settings'
import { rounded, rotaryRecord } from './rotary-record'

/** Settings by their names in config.json. */
export type Values = Record<string, unknown>

/** What an architecture's config.json would say of a model of which a graph shows so much. */
export type RecordMaker = (found: GraphSettings) => Values

/** Stands for what a graph does not show and a person must say. */
export const ASKED = '?'

/** Sizes under the names that most architectures have. */
export function sizeRecord({ dModel, dMlp, vocabSize, layers, sizes, contextLength }: GraphSettings): Values {
  return {
    hidden_size: dModel,
    num_hidden_layers: layers.length,
    num_attention_heads: sizes?.heads ?? ASKED,
    num_key_value_heads: sizes?.kvHeads ?? ASKED,
    head_dim: sizes?.dHead ?? ASKED,
    intermediate_size: dMlp,
    vocab_size: vocabSize,
    ...(contextLength === null ? {} : { max_position_embeddings: contextLength }),
  }
}

/** The same without those that an architecture does not have. */
export function without(values: Values, ...names: string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)))
}

/** rope_parameters of the first layer that has rotary positions; nothing where none has. */
export function rotaryOfLayers({ layers }: GraphSettings): Values {
  const turned = layers.find(({ rotary }) => rotary !== null)?.rotary
  return turned ? { rope_parameters: rotaryRecord(turned) } : {}
}

/** Epsilon of the norms, under the name that the architecture has for it; nothing without norms. */
export const epsilonOf = ({ norm }: GraphSettings, name: string): Values =>
  norm === null ? {} : { [name]: norm.epsilon === null ? ASKED : rounded(norm.epsilon) }

/** The activation function of the MLPs, under the name that the architecture has for it; nothing without MLPs. */
export const activationOf = ({ layers: [{ mlp }] }: GraphSettings, name: string): Values =>
  mlp === null ? {} : { [name]: mlp.activation ?? ASKED }
