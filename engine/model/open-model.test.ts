import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ARCHITECTURE_TITLES, PatchbayError } from '../../contract'
import {
  copyModel,
  readSafetensorsParts,
  safetensorsBytes,
  type StoredTensor,
} from '../../testing/model-folder'
import { sentenceOf } from '../../testing/refusals'
import { openModel } from './open-model'
import { heldWeights } from '../../testing/held-weights'

const fixture = (name: string) => path.join(import.meta.dirname, '../../fixtures', name)
const SUPPORTED = `supported are ${Object.values(ARCHITECTURE_TITLES).join(', ')}`

function refusal(model: string): Promise<string> {
  return openModel(model).then(() => 'not refused', sentenceOf)
}

describe('settings that are refused', () => {
  type Base = 'gpt2-tiny' | 'neox-tiny' | 'llama-tiny' | 'attn-only-2l' | 'tracr-reverse'
  const wrong = 'is not supported, and leaving it out would give wrong numbers'
  const cases: [Base, Record<string, unknown>, string][] = [
    [
      'gpt2-tiny',
      { model_type: 'xlnet', architectures: ['XLNetLMHeadModel'] },
      `the architecture xlnet, XLNetLMHeadModel is not supported; ${SUPPORTED}`,
    ],
    [
      'gpt2-tiny',
      { model_type: null, architectures: null },
      `model_type is missing, so this is not the config.json of a model; ${SUPPORTED}`,
    ],
    ['gpt2-tiny', { n_head: 5 }, 'n_embd 32 cannot be divided among n_head 5 heads'],
    ['gpt2-tiny', { n_layer: 0 }, 'n_layer must be a whole number above 0, not 0'],
    ['gpt2-tiny', { n_layer: null }, 'n_layer must be a whole number above 0, not null'],
    ['gpt2-tiny', { n_layer: undefined }, 'n_layer must be a whole number above 0, not nothing'],
    ['gpt2-tiny', { n_embd: '32' }, 'n_embd must be a whole number above 0, not "32"'],
    ['gpt2-tiny', { vocab_size: 1e300 }, 'vocab_size must be a whole number above 0, not 1e+300'],
    ['gpt2-tiny', { layer_norm_epsilon: -1 }, 'layer_norm_epsilon must be a number above 0, not -1'],
    ['gpt2-tiny', { scale_attn_weights: 'yes' }, 'scale_attn_weights must be true or false, not "yes"'],
    [
      'llama-tiny',
      { scale_attn_by_inverse_layer_idx: true },
      `scale_attn_by_inverse_layer_idx true ${wrong}`,
    ],
    ['gpt2-tiny', { add_cross_attention: true }, `add_cross_attention true ${wrong}`],
    [
      'gpt2-tiny',
      { activation_function: 'quick_gelu' },
      'activation_function "quick_gelu" is not supported; supported are gelu, gelu_python, gelu_new, gelu_fast, gelu_accurate, gelu_pytorch_tanh, relu, silu, swish',
    ],
    [
      'llama-tiny',
      { num_key_value_heads: 4 },
      'num_attention_heads 6 cannot be divided among num_key_value_heads 4',
    ],
    ['llama-tiny', { head_dim: 7 }, 'head size 7 must be even for rotary positions'],
    [
      'llama-tiny',
      { rope_scaling: { rope_type: 'llama3', factor: 8 } },
      'rope_scaling.low_freq_factor must be a number above 0, not nothing',
    ],
    [
      'llama-tiny',
      { rope_scaling: { type: 'ntk', factor: 2 } },
      'rope_scaling.type "ntk" is not supported; supported are default, linear, dynamic, llama3, yarn, longrope',
    ],
    [
      'llama-tiny',
      { rope_parameters: { rope_type: 'yarn' } },
      'rope_parameters.factor must be a number above 0, not nothing',
    ],
    [
      'llama-tiny',
      { rope_parameters: { partial_rotary_factor: 0.5 } },
      `rope_parameters.partial_rotary_factor 0.5 ${wrong}`,
    ],
    ['llama-tiny', { sliding_window: 4096 }, `sliding_window 4096 ${wrong}`],
    ['llama-tiny', { num_local_experts: 8 }, `num_local_experts 8 ${wrong}`],
    ['llama-tiny', { final_logit_softcapping: 30 }, `final_logit_softcapping 30 ${wrong}`],
    [
      'llama-tiny',
      { hidden_act: 'relu2' },
      'hidden_act "relu2" is not supported; supported are gelu, gelu_python, gelu_new, gelu_fast, gelu_accurate, gelu_pytorch_tanh, relu, silu, swish',
    ],
    [
      'neox-tiny',
      { rope_parameters: { partial_rotary_factor: 0.2 } },
      'rotary_pct 0.2 of head size 16 gives 3 rotary dimensions; they must be pairs',
    ],
    [
      'neox-tiny',
      { rope_parameters: { rope_type: 'yarn' } },
      'rope_parameters.factor must be a number above 0, not nothing',
    ],
    ['tracr-reverse', { output_labels: [] }, 'output_labels must be a list of texts'],
    [
      'tracr-reverse',
      { normalization_type: 'LN' },
      'normalization_type must be null: compiled models have no normalisation',
    ],
    [
      'attn-only-2l',
      { normalization_type: 'Group' },
      'normalization_type "Group" is not supported; supported are LN, LNPre, RMS, RMSPre',
    ],
    [
      'attn-only-2l',
      { attn_only: false, act_fn: 'solu' },
      'act_fn "solu" is not supported; supported are relu, gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, silu, solu_ln',
    ],
    [
      'attn-only-2l',
      { positional_embedding_type: 'shortformer' },
      'positional_embedding_type "shortformer" is not supported; supported are standard, rotary',
    ],
  ]
  it.each(cases)('%s %j', async (base, changes, message) => {
    expect(await refusal(copyModel(base, changes))).toBe(`config.json: ${message}.`)
  })
})

describe('tensors that do not fit config.json', () => {
  type Change = (header: Record<string, StoredTensor>) => void
  const added =
    (name: string, of: string): Change =>
    (header) =>
      (header[name] = { ...header[of], data_offsets: [0, 0], shape: [0] })
  const cases: [string, string, Change, string][] = [
    [
      'gpt2-tiny',
      'missing',
      (header) => delete header['transformer.h.1.ln_2.bias'],
      'tensor "transformer.h.1.ln_2.bias" of shape [32] is missing; put the whole weights and the config.json of one model together',
    ],
    [
      'gpt2-tiny',
      'of another shape',
      (header) => (header['transformer.h.0.attn.c_attn.weight'].shape = [96, 32]),
      'tensor "transformer.h.0.attn.c_attn.weight" has shape [96, 32], but config.json asks for [32, 96] (it is stored the other way round)',
    ],
    [
      'gpt2-tiny',
      'of another rank',
      (header) => (header['transformer.wte.weight'].shape = [64 * 32]),
      'tensor "transformer.wte.weight" has shape [2048], but config.json asks for [64, 32]',
    ],
    [
      'gpt2-tiny',
      'of another type',
      (header) => (header['transformer.ln_f.bias'].dtype = 'I32'),
      'tensor "transformer.ln_f.bias" has type I32; F32, F16, BF16 and F64 are read, quantised weights are not',
    ],
    [
      'llama-tiny',
      'left over',
      added('model.layers.0.self_attn.q_norm.weight', 'model.norm.weight'),
      'tensor "model.layers.0.self_attn.q_norm.weight" is not part of the model that config.json describes; without it every number would be wrong: put the config.json of these weights beside them',
    ],
    [
      'attn-only-2l',
      'of a norm',
      added('ln_final.w', 'unembed.b_U'),
      'tensor "ln_final.w" is not part of the model that config.json describes; without it every number would be wrong: put the config.json of these weights beside them',
    ],
  ]
  it.each(cases)('%s: %s', async (base, _, change, message) => {
    expect(await refusal(changedModel(base, change))).toBe(`model.safetensors: ${message}.`)
  })

  it('without a head', async () => {
    const folder = changedModel('llama-tiny', (header) => delete header['lm_head.weight'])
    expect(await refusal(folder)).toBe(
      'config.json: the head is not tied (tie_word_embeddings), yet the weights store no lm_head.weight; save the model together with its head, or set tie_word_embeddings to true if the head is the embedding.',
    )
  })

  it('fewer layers in config.json than in the file', async () => {
    expect(await refusal(copyModel('gpt2-tiny', { n_layer: 1 }))).toMatch(
      /^model.safetensors: tensor "transformer\.h\.1\./,
    )
  })

  function changedModel(base: string, change: Change): string {
    const folder = copyModel(base)
    const file = path.join(folder, 'model.safetensors')
    const { header, data } = readSafetensorsParts(file)
    change(header)
    writeFileSync(file, Buffer.concat([safetensorsBytes(header), data]))
    return folder
  }

  it('are taken without their prefix, and masks are left alone', async () => {
    const folder = changedModel('gpt2-tiny', (header) => {
      for (const [name, entry] of Object.entries(header)) {
        delete header[name]
        header[name.replace('transformer.', '')] = entry
      }
      header['h.0.attn.bias'] = { dtype: 'U8', shape: [0], data_offsets: [0, 0] }
    })
    const [bare, whole] = [await openModel(folder), await openModel(fixture('gpt2-tiny'))]
    expect(heldWeights(await bare.loadWeights())).toEqual(heldWeights(await whole.loadWeights()))
  })

  it('a tied head that is stored with other values', async () => {
    const same = await openModel(tiedLlama((embed) => embed))
    expect((await same.loadWeights()).unembed.dims).toEqual([80, 48])
    const other = await openModel(tiedLlama(() => undefined))
    const message =
      'config.json: the head is tied (tie_word_embeddings), yet the weights store lm_head.weight with other values ' +
      'than model.embed_tokens.weight; set tie_word_embeddings to false if the stored head is meant.'
    await expect(other.loadWeights()).rejects.toThrow(new PatchbayError('bad-input', message))
  })

  function tiedLlama(head: (embed: Buffer) => Buffer | undefined): string {
    const folder = copyModel('llama-tiny', { tie_word_embeddings: true })
    const file = path.join(folder, 'model.safetensors')
    const { header, data } = readSafetensorsParts(file)
    const at = (name: string) => data.subarray(...header[name].data_offsets)
    head(at('model.embed_tokens.weight'))?.copy(at('lm_head.weight'))
    writeFileSync(file, Buffer.concat([safetensorsBytes(header), data]))
    return folder
  }
})

describe('Llama biases', () => {
  it('are read where config.json announces them', async () => {
    const folder = copyModel('llama-tiny', { attention_bias: true, mlp_bias: true })
    const file = path.join(folder, 'model.safetensors')
    const { header, data } = readSafetensorsParts(file)
    let end = data.length
    for (const name of Object.keys(header).filter((key) => key.endsWith('_proj.weight'))) {
      const size = header[name].shape[0]
      header[name.replace('.weight', '.bias')] = {
        dtype: 'F32',
        shape: [size],
        data_offsets: [end, (end += 4 * size)],
      }
    }
    const biases = new Float32Array((end - data.length) / 4).map((_, i) => i)
    writeFileSync(file, Buffer.concat([safetensorsBytes(header), data, Buffer.from(biases.buffer)]))
    const [layer] = (await (await openModel(folder)).loadWeights()).layers
    const biasDims = [layer.q, layer.k, layer.o, layer.mlp!.gate!, layer.mlp!.down].map(
      ({ bias }) => bias!.dims,
    )
    expect(biasDims).toEqual([[6, 8], [2, 8], [48], [96], [48]])
    expect(await refusal(copyModel('llama-tiny', { mlp_bias: true }))).toBe(
      'model.safetensors: tensor "model.layers.0.mlp.gate_proj.bias" of shape [96] is missing; put the whole weights and the config.json of one model together.',
    )
  })
})
