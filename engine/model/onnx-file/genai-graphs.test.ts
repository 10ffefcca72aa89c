import path from 'node:path'
import { expect, test } from 'vitest'
import { GENAI, genaiFolder } from '../../../testing/genai-model'
import { decoderFolder, decoderGraph } from '../../../testing/onnx-decoder'
import { onnxBytes } from '../../../testing/onnx-files'
import { inBytes } from '../../../testing/onnx-variants'
import { planModel } from '../architectures'
import { configOfGraph } from './config-of-graph'
import { rolesOf } from './roles/find-roles'
import type { GraphRoles } from './roles/graph-roles'
import { readOnnx } from './read-onnx'
import { entriesOf } from './roles/role-entries'

/** Graphs of the GenAI builder have no config.json beside them. */
const rolesIn = (folder: string) => rolesOf(readOnnx(path.join(folder, 'model.onnx')))

const SETTINGS = {
  model_type: 'llama',
  hidden_size: 32,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  num_key_value_heads: 1,
  head_dim: 16,
  intermediate_size: 24,
  vocab_size: 20,
  max_position_embeddings: 32,
  hidden_act: 'silu',
  rms_norm_eps: 1e-6,
  rope_parameters: { rope_type: 'default', rope_theta: 500 },
  tie_word_embeddings: false,
  attention_bias: false,
  mlp_bias: false,
}

test.each([
  ['with three products', {}],
  ['with q, k and v in one', { packed: true }],
  ['in 4 bits', { int4: true }],
  ['in 4 bits, with q, k and v in one', { int4: true, packed: true }],
])('The settings of a graph %s are read off it', (_, variant) => {
  expect(configOfGraph(rolesIn(genaiFolder(variant)), null).values).toEqual(SETTINGS)
})

test('A window makes it a Mistral, and a name in genai_config.json counts where both compute the same', () => {
  const windowed = rolesIn(genaiFolder({ window: 4 }))
  expect(configOfGraph(windowed, null).values).toMatchObject({ model_type: 'mistral', sliding_window: 4 })
  const plain = rolesIn(genaiFolder())
  expect(configOfGraph(plain, { model: { type: 'mistral' } }).values).toMatchObject({
    model_type: 'mistral',
    sliding_window: null,
  })
})

test('All weights are found under the names of the library, and 4 bits are marked', () => {
  for (const int4 of [false, true]) {
    const roles = rolesIn(genaiFolder({ packed: true, int4 }))
    const entries = entriesOf(roles, planModel(SETTINGS))
    expect(entries.size).toBe(1 + 2 * 9 + 2)
    const { dModel, dHead } = GENAI
    expect(entries.get('model.layers.1.self_attn.k_proj.weight')).toMatchObject({ dims: [dHead, dModel] })
    expect(
      [...entries.values()].filter(({ quantised }) => quantised === 'int4 in blocks of 16'),
    ).toHaveLength(int4 ? 15 : 0)
  }
})

test('What the graph does not show is asked for, with the rest filled in', () => {
  const roles = withoutShapes(rolesIn(genaiFolder()))
  expect(() => configOfGraph(roles, null)).toThrow(
    'model.onnx: no config.json is beside it, and its graph does not show num_attention_heads, num_key_value_heads, head_dim; put a config.json beside it that says them, the rest was found: {"model_type":"llama","hidden_size":32,"num_hidden_layers":2,"num_attention_heads":"?","num_key_value_heads":"?","head_dim":"?","intermediate_size":24,',
  )
  const decoder = { num_attention_heads: 2, num_key_value_heads: 1, head_size: 16 }
  expect(configOfGraph(roles, { model: { type: 'llama', decoder } }).values).toMatchObject(SETTINGS)
})

test('A graph that no architecture computes is refused by what is nearest to it', () => {
  const roles = rolesIn(genaiFolder())
  const [first, ...others] = roles.layers
  const sinks = {
    ...first,
    core: {
      ...first.core,
      node: { ...first.core.node, attributes: { ...first.core.node.attributes, softcap: 3 } },
    },
  }
  expect(() => configOfGraph({ ...roles, layers: [sinks, ...others] }, null)).toThrow(
    /^model\.onnx: no config\.json is beside it, and no supported architecture computes what its graph does; \S+ comes nearest, but the soft cap of the scores of layer 0 is 3 in the graph and none there; put the config\.json of this model beside it\.$/,
  )
})

test('Weights that no architecture has are named', () => {
  const roles = rolesIn(genaiFolder())
  const [first, ...others] = roles.layers
  const bias = { ...first.o.weight, name: 'a.bias', dims: [GENAI.dModel] }
  expect(() =>
    configOfGraph({ ...roles, layers: [{ ...first, o: { ...first.o, bias } }, ...others] }, null),
  ).toThrow(
    /comes nearest, but the graph has a bias of the heads' outputs of layer 0 \(a\.bias\), which that architecture has not; put the config\.json of this model beside it\.$/,
  )
})

/** As a graph whose heads nothing shows: their number is known only when it is run. */
function withoutShapes(roles: GraphRoles): GraphRoles {
  const layers = roles.layers.map((layer) => {
    const { q_num_heads: _q, kv_num_heads: _kv, ...attributes } = layer.core.node.attributes
    return { ...layer, core: { ...layer.core, node: { ...layer.core.node, attributes } } }
  })
  const inputs = roles.graph.inputs.filter(({ name }) => !name.startsWith('past'))
  return { ...roles, layers, graph: { ...roles.graph, inputs } }
}

test.each([
  ['in blocks of 4 bits', () => path.join(genaiFolder({ int4: true }), 'model.onnx')],
  ['in 8 bits by channel', () => path.join(decoderFolder(onnxBytes(inBytes(decoderGraph()))), 'model.onnx')],
])('Some rows of a weight %s are those of the whole', (_, fileOf) => {
  const arrays = [...rolesOf(readOnnx(fileOf())).graph.arrays.values()]
  const byRows = arrays.flatMap(({ dims, stored }) => ('rows' in stored ? [{ dims, stored }] : []))
  expect(byRows.length).toBeGreaterThan(3)
  for (const { dims, stored } of byRows) {
    const [all, width] = [stored.values(), dims[1]]
    for (const [first, count] of [
      [0, dims[0]],
      [1, 2],
      [dims[0] - 1, 1],
    ])
      expect(stored.rows!(first, count)).toEqual(all.slice(first * width, (first + count) * width))
  }
})
