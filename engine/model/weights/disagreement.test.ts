import { describe, expect, it } from 'vitest'
import { copyModel } from '../../../testing/model-folder'
import { openModel } from '../open-model'

describe('config.json and weights that disagree', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'llama-tiny',
      { vocab_size: 81 },
      'tensor "model.embed_tokens.weight" has shape [80, 48], but config.json asks for [81, 48] (vocab_size 81)',
    ],
    [
      'llama-tiny',
      { intermediate_size: 97 },
      'tensor "model.layers.0.mlp.gate_proj.weight" has shape [96, 48], but config.json asks for [97, 48] (intermediate_size 97)',
    ],
    [
      'llama-tiny',
      { head_dim: 10 },
      'tensor "model.layers.0.self_attn.q_proj.weight" has shape [48, 48], but config.json asks for [60, 48] (num_attention_heads 6 times head_dim 10)',
    ],
    [
      'llama-tiny',
      { num_hidden_layers: 3 },
      'tensor "model.layers.2.input_layernorm.weight" of shape [48] is missing: config.json asks for layer 2 (the first is 0), the weights have 2 layers; put the whole weights and the config.json of one model together',
    ],
    [
      'llama-tiny',
      { num_hidden_layers: 1 },
      'tensor "model.layers.1.input_layernorm.weight" is not part of the model that config.json describes, which has 1 layer; without it every number would be wrong: put the config.json of these weights beside them',
    ],
    [
      'gpt2-tiny',
      { n_positions: 8 },
      'tensor "transformer.wpe.weight" has shape [16, 32], but config.json asks for [8, 32] (n_positions 8)',
    ],
  ]
  it.each(cases)('%s %j', async (model, changes, message) => {
    await expect(openModel(copyModel(model, changes))).rejects.toThrow(`model.safetensors: ${message}.`)
  })
})
