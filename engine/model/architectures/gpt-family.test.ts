import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { architectureFolder, changedFixture, openedModel, refusalOf } from '../../../testing/changed-models'
import { copyModel } from '../../../testing/model-folder'
import {
  modelVariant,
  readTensors,
  renamedTensors,
  type VariantTensor,
} from '../../../testing/model-variants'
import { layerSpec } from '../transformer'

/** Rows of the matrix [rows, columns], one after the other. */
const rowsOf = ({ shape: [rows], data }: VariantTensor): Float32Array[] =>
  Array.from({ length: rows }, (_, row) =>
    data.subarray((row * data.length) / rows, ((row + 1) * data.length) / rows),
  )

function joined(rows: Float32Array[]): VariantTensor {
  const data = Float32Array.from(rows.flatMap((row) => [...row]))
  return { shape: rows[0].length === 1 ? [rows.length] : [rows.length, rows[0].length], data }
}

describe('one model in the layout of two architectures', () => {
  it('GPT-J as CodeGen: q, v and k of a group of heads side by side, four groups', async () => {
    // 8 heads of 4, so that a group has two.
    const settings = { n_head: 8 }
    const stored = readTensors(path.join(architectureFolder('gptj'), 'model.safetensors'))
    const codegen = changedFixture(
      'gptj',
      { ...settings, model_type: 'codegen', architectures: ['CodeGenForCausalLM'] },
      (name, tensor) => {
        if (/\.[kv]_proj\./.test(name)) return []
        if (!/\.q_proj\./.test(name)) return [[name, tensor]]
        const [q, v, k] = ['q', 'v', 'k'].map((part) =>
          rowsOf(stored.get(name.replace('q_proj', `${part}_proj`))!),
        )
        const groups = [0, 1, 2, 3].map((group) => [8 * group, 8 * (group + 1)])
        const rows = groups.flatMap((range) => [q, v, k].flatMap((part) => part.slice(...range)))
        return [[name.replace('q_proj', 'qkv_proj'), joined(rows)]]
      },
    )
    const [actual, expected] = [
      await openedModel(codegen),
      await openedModel(changedFixture('gptj', settings)),
    ]
    expect(actual.weights).toEqual(expected.weights)
    expect(actual.config).toEqual({ ...expected.config, architecture: 'codegen' })
  })

  it('GPT-2 as GPT-BigCode without multi-query attention: q, k and v of each head side by side', async () => {
    const settings = {
      model_type: 'gpt_bigcode',
      architectures: ['GPTBigCodeForCausalLM'],
      multi_query: false,
    }
    const turned = ({ shape: [rows, columns], data }: VariantTensor): VariantTensor => ({
      shape: [columns, rows],
      data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)]),
    })
    const bigcode = changedFixture('gpt2', settings, (name, tensor) => {
      const linear = /\.(c_attn|c_proj|c_fc)\.weight$/.test(name) ? turned(tensor) : tensor
      if (!name.includes('.c_attn.')) return [[name, linear]]
      const rows = rowsOf(linear)
      const heads = [0, 1, 2, 3].flatMap((head) =>
        [0, 32, 64].flatMap((part) => rows.slice(part + 8 * head, part + 8 * (head + 1))),
      )
      return [[name, joined(heads)]]
    })
    const [actual, expected] = [await openedModel(bigcode), await openedModel(architectureFolder('gpt2'))]
    expect(actual.weights).toEqual(expected.weights)
    expect(actual.config).toEqual({ ...expected.config, architecture: 'gpt-bigcode' })
  })

  it.each(['GPT2Model', 'GPT2DoubleHeadsModel'])('GPT-2 as %s', async (className) => {
    const doubled = renamedTensors(architectureFolder('gpt2'), (name) =>
      name === 'transformer.ln_f.bias' ? [name, 'multiple_choice_head.summary.bias'] : [name],
    )
    const settings = { changes: { architectures: [className] } }
    expect(await openedModel(modelVariant(doubled, settings))).toEqual(
      await openedModel(architectureFolder('gpt2')),
    )
  })

  it('GPT-NeoX with its head under the name of other models', async () => {
    const folder = renamedTensors(architectureFolder('gpt_neox-parallel'), (name) => [
      name.replace('embed_out', 'lm_head'),
    ])
    expect(await openedModel(folder)).toEqual(await openedModel(architectureFolder('gpt_neox-parallel')))
  })
})

it('GPT-2 can scale the scores of each layer by its depth', async () => {
  const { config } = await openedModel(architectureFolder('gpt2-inverse-layer'))
  const scales = [0, 1, 2].map((layer) => layerSpec(config, layer).attention.scale)
  expect(scales).toEqual([1 / Math.sqrt(8), 1 / Math.sqrt(8) / 2, 1 / Math.sqrt(8) / 3])
  const unscaled = await openedModel(changedFixture('gpt2-inverse-layer', { scale_attn_weights: false }))
  expect([0, 1, 2].map((layer) => layerSpec(unscaled.config, layer).attention.scale)).toEqual([
    1,
    1 / 2,
    1 / 3,
  ])
})

it('GPT-NeoX without biases of its attention', async () => {
  const folder = changedFixture('gpt_neox-parallel', { attention_bias: false }, (name, tensor) =>
    /\.attention\..*bias$/.test(name) ? [] : [[name, tensor]],
  )
  const [{ weights }, whole] = [
    await openedModel(folder),
    await openedModel(architectureFolder('gpt_neox-parallel')),
  ]
  const without = whole.weights.layers.map((layer) => {
    const [q, k, v, o] = [layer.q, layer.k, layer.v, layer.o].map(({ weight }) => ({ weight, bias: null }))
    return { ...layer, q, k, v, o }
  })
  expect(weights.layers).toEqual(without)
  expect(await refusalOf(changedFixture('gpt_neox-parallel', { attention_bias: false }))).toBe(
    'model.safetensors: tensor "gpt_neox.layers.0.attention.dense.bias" is not part of the model that config.json describes; without it every number would be wrong: put the config.json of these weights beside them.',
  )
})

describe('stored tensors that hold no parameters are left alone, and nothing else', () => {
  const added = (name: string, own: string) =>
    renamedTensors(architectureFolder(name), (stored) =>
      stored.endsWith('ln_f.bias') ? [stored, own] : [stored],
    )
  it.each([
    ['gpt2', 'transformer.h.0.attn.bias'],
    ['gpt2', 'h.1.attn.masked_bias'],
    ['gpt_neo', 'transformer.h.0.attn.attention.masked_bias'],
    ['gptj', 'transformer.h.0.attn.masked_bias'],
    ['gptj', 'transformer.h.1.attn.causal_mask'],
    ['gpt_bigcode', 'transformer.bias'],
    ['gpt_bigcode', 'bias'],
  ])('%s: %s', async (name, own) => {
    expect(await openedModel(added(name, own))).toEqual(await openedModel(architectureFolder(name)))
  })

  it.each([
    ['gpt_bigcode', 'lm_head.bias'],
    ['gpt_bigcode', 'transformer.h.0.mlp.bias'],
    ['gpt_neo', 'lm_head.bias'],
    ['bloom', 'lm_head.bias'],
    ['bloom', 'transformer.position_embeddings.weight'],
  ])('%s: %s is refused', async (name, own) => {
    expect(await refusalOf(added(name, own))).toContain(
      `model.safetensors: tensor "${own}" is not part of the model that config.json describes`,
    )
  })
})

describe('what is refused', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    [
      'opt',
      { do_layer_norm_before: false },
      'do_layer_norm_before false is not supported: norms then replace the residual stream itself, so it is not a sum of what the nodes write',
    ],
    [
      'opt',
      { _remove_final_layer_norm: true },
      '_remove_final_layer_norm true is not supported: the logits are then read from a stream without a norm, which is not computed',
    ],
    [
      'bloom',
      { apply_residual_connection_post_layernorm: true },
      'apply_residual_connection_post_layernorm true is not supported: norms then replace the residual stream itself, so it is not a sum of what the nodes write',
    ],
    [
      'bloom',
      { slow_but_exact: true, pretraining_tp: 2 },
      'slow_but_exact true with pretraining_tp 2 is not supported: the library then leaves out biases of the model',
    ],
    ['bloom', { n_head: 5 }, 'hidden_size 32 cannot be divided among n_head 5 heads'],
    ['gptj', { rotary_dim: 10 }, 'rotary_dim 10 must be even and at most the size of a head, 8'],
    ['gptj', { rotary_dim: 3 }, 'rotary_dim 3 must be even and at most the size of a head, 8'],
    ['gptj', { rotary_dim: null }, 'rotary_dim must be a whole number above 0, not null'],
    [
      'gptj',
      { scale_attn_weights: false },
      'scale_attn_weights false is not supported, and leaving it out would give wrong numbers',
    ],
    [
      'gptj',
      { model_type: 'codegen', architectures: ['CodeGenForCausalLM'], n_head: 2 },
      'n_head 2 must be a multiple of 4: heads are stored in 4 groups',
    ],
    [
      'gpt_neo',
      { attention_layers: null, attention_types: [[['global', 'nearby', 'local'], 1]] },
      'attention_types [[["global","nearby","local"],1]] is not supported; each layer may be global or local',
    ],
    [
      'gpt_neo',
      { attention_layers: ['global', 3, 'local'] },
      'attention_layers ["global",3,"local"] is not supported; each layer may be global or local',
    ],
    [
      'gpt_neo',
      { attention_layers: null, attention_types: null },
      'attention_types names 24 layers, but the model has 3',
    ],
    ['gpt_neo', { attention_layers: ['global'] }, 'attention_layers names 1 layers, but the model has 3'],
    [
      'gpt_neo',
      { attention_layers: null, attention_types: [[['local'], 2e9]], num_layers: 2e9 },
      'the model would have 2000000000 layers, but the weights hold only 43 tensors; put the config.json of these weights beside them',
    ],
    [
      'gpt2-inverse-layer',
      { n_layer: 2e9 },
      'the model would have 2000000000 layers, but the weights hold only 40 tensors; put the config.json of these weights beside them',
    ],
    [
      'gpt_bigcode',
      { num_key_value_heads: 2 },
      'num_key_value_heads 2 is not supported, and leaving it out would give wrong numbers',
    ],
    [
      'gptj',
      { hidden_size: 64 },
      'n_embd 32 and hidden_size 64 are two names of one setting and differ; delete the one that is wrong',
    ],
    [
      'opt',
      { architectures: ['OPTForSequenceClassification'] },
      'OPTForSequenceClassification ends in the head of a classifier and predicts no tokens; open the language model that it was made from (OPTForCausalLM)',
    ],
  ]
  it.each(cases)('%s %j', async (name, settings, message) => {
    expect(await refusalOf(copyModel(`architectures/${name}`, settings))).toBe(`config.json: ${message}.`)
  })
})

it('settings count under the other names that the library takes for them', async () => {
  const older: [string, Record<string, string>][] = [
    ['gpt2', { n_embd: 'hidden_size', n_head: 'num_attention_heads', n_layer: 'num_hidden_layers' }],
    ['gptj', { n_positions: 'max_position_embeddings' }],
    ['gpt_neo', { num_heads: 'num_attention_heads', num_layers: 'num_hidden_layers' }],
    ['bloom', { n_head: 'num_attention_heads', n_layer: 'num_hidden_layers', hidden_size: 'n_embed' }],
  ]
  for (const [name, names] of older) {
    const { config } = await openedModel(architectureFolder(name))
    const sizes: Record<string, number> = {
      n_embd: config.dModel,
      hidden_size: config.dModel,
      n_head: config.heads,
      num_heads: config.heads,
      n_layer: config.layerCount,
      num_layers: config.layerCount,
      n_positions: config.contextLength,
    }
    const settings = Object.entries(names).flatMap(([own, other]) => [
      [own, undefined],
      [other, sizes[own]],
    ])
    expect(await openedModel(changedFixture(name, Object.fromEntries(settings)))).toEqual(
      await openedModel(architectureFolder(name)),
    )
  }
})
