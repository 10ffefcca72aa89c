import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { sizeOfShape } from '../../onnx'
import { describeWithShared } from '../../../testing/real-models'
import { openModel } from '../open-model'
import { readSafetensors } from './safetensors'
import { layerSpec, plainRotary, type TransformerWeights, type WeightTensor } from '../transformer'
import { heldWeights, readTensor } from '../../../testing/held-weights'

const fixture = (name: string) => path.join(import.meta.dirname, '../../../fixtures', name)

function stored(folder: string, name: string): Float32Array {
  return readTensor(readSafetensors(path.join(folder, 'model.safetensors')).get(name)!)
}

/** Every tensor of the weights, found by walking the object. */
function allTensors(value: unknown): WeightTensor[] {
  if (typeof value !== 'object' || value === null) return []
  if ('dims' in value) return [value as WeightTensor]
  return Object.values(value).flatMap(allTensors)
}

function expectWhole(weights: TransformerWeights): void {
  for (const { dims, data } of allTensors(weights)) expect(data.length).toBe(sizeOfShape(dims))
}

describe('weights', () => {
  it('of GPT-2 split c_attn [dModel, 3 dModel] into q, k and v of each head, and tie the head', async () => {
    const { config, info, loadWeights } = await openModel(fixture('gpt2-tiny'))
    const weights = heldWeights(await loadWeights())
    expectWhole(weights)
    expect([config.layerCount, config.heads, config.dHead, config.dMlp, info.edgeCount]).toEqual([
      2, 4, 8, 128, 110,
    ])
    const matrix = stored(fixture('gpt2-tiny'), 'transformer.h.1.attn.c_attn.weight')
    const bias = stored(fixture('gpt2-tiny'), 'transformer.h.1.attn.c_attn.bias')
    const [head, row, column] = [2, 5, 3]
    ;(['q', 'k', 'v'] as const).forEach((part, p) => {
      const { weight, bias: partBias } = weights.layers[1][part]
      expect(weight.dims).toEqual([4, 32, 8])
      expect(weight.data[(head * 32 + row) * 8 + column]).toBe(matrix[row * 96 + p * 32 + head * 8 + column])
      expect(partBias!.data[head * 8 + column]).toBe(bias[p * 32 + head * 8 + column])
    })
    expect(weights.unembed).toBe(weights.embed)
    expect(weights.unembedBias).toBeNull()
  })

  it('of Llama are transposed, with fewer heads for k and v', async () => {
    const { config, info, loadWeights } = await openModel(fixture('llama-tiny'))
    const weights = heldWeights(await loadWeights())
    expectWhole(weights)
    expect([config.kvHeads, layerSpec(config, 0).attention.rotary, info.edgeCount]).toEqual([
      2,
      plainRotary(8, 10000),
      198,
    ])
    const k = stored(fixture('llama-tiny'), 'model.layers.1.self_attn.k_proj.weight')
    expect(weights.layers[1].k.weight.dims).toEqual([2, 48, 8])
    expect(weights.layers[1].k.weight.data[(1 * 48 + 7) * 8 + 3]).toBe(k[(1 * 8 + 3) * 48 + 7])
    const o = stored(fixture('llama-tiny'), 'model.layers.0.self_attn.o_proj.weight')
    expect(weights.layers[0].o.weight.dims).toEqual([6, 8, 48])
    expect(weights.layers[0].o.weight.data[(4 * 8 + 2) * 48 + 11]).toBe(o[11 * 48 + 4 * 8 + 2])
    const gate = stored(fixture('llama-tiny'), 'model.layers.0.mlp.gate_proj.weight')
    expect(weights.layers[0].mlp!.gate!.weight.data[3 * 96 + 50]).toBe(gate[50 * 48 + 3])
    const head = stored(fixture('llama-tiny'), 'lm_head.weight')
    expect(weights.unembed.data).toEqual(head)
  })

  it('of GPT-NeoX take q, k and v from one matrix, head by head', async () => {
    const { config, info, loadWeights } = await openModel(fixture('neox-tiny'))
    const weights = heldWeights(await loadWeights())
    expectWhole(weights)
    expect([config.parallel, layerSpec(config, 0).attention.rotary, config.mlp, info.edgeCount]).toEqual([
      true,
      plainRotary(4, 10000),
      { kind: 'plain', activation: 'gelu' },
      102,
    ])
    const matrix = stored(fixture('neox-tiny'), 'gpt_neox.layers.1.attention.query_key_value.weight')
    const bias = stored(fixture('neox-tiny'), 'gpt_neox.layers.1.attention.query_key_value.bias')
    const [head, input, column] = [2, 5, 3]
    ;(['q', 'k', 'v'] as const).forEach((part, p) => {
      const { weight, bias: partBias } = weights.layers[1][part]
      const row = (head * 3 + p) * 16 + column
      expect(weight.dims).toEqual([4, 64, 16])
      expect(weight.data[(head * 64 + input) * 16 + column]).toBe(matrix[row * 64 + input])
      expect(partBias!.data[head * 16 + column]).toBe(bias[row])
    })
    const head0 = stored(fixture('neox-tiny'), 'embed_out.weight')
    expect(weights.unembed.data).toEqual(head0)
  })

  it('of compiled models have as many output columns as the program has answers', async () => {
    const { config, info, loadWeights } = await openModel(fixture('tracr-reverse'))
    const weights = heldWeights(await loadWeights())
    expectWhole(weights)
    expect([
      config.causal,
      layerSpec(config, 0).attention.scale,
      config.contextLength,
      info.edgeCount,
    ]).toEqual([false, 1, 6, 77])
    expect(weights.unembed.dims).toEqual([3, 41])
  })

  it('of attention-only models are taken as stored', async () => {
    const { config, info, loadWeights } = await openModel(fixture('attn-only-2l'))
    const weights = heldWeights(await loadWeights())
    expectWhole(weights)
    expect([config.mlp, config.norm, info.dMlp, info.edgeCount]).toEqual([
      { kind: 'none' },
      { kind: 'none' },
      null,
      81,
    ])
    expect(weights.layers[1].v.weight.data).toEqual(stored(fixture('attn-only-2l'), 'blocks.1.attn.W_V'))
    expect(weights.unembedBias!.data).toEqual(stored(fixture('attn-only-2l'), 'unembed.b_U'))
  })

  it('are opened by their file as well, with the same hash', async () => {
    const folder = await openModel(fixture('gpt2-tiny'))
    const file = await openModel(path.join(fixture('gpt2-tiny'), 'model.safetensors'))
    expect(file.info).toEqual({ ...folder.info, path: file.info.path })
    const { modelHash } = file.info.identity!
    expect([file.info.name, modelHash]).toEqual(['gpt2-tiny', expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect((await openModel(fixture('llama-tiny'))).info.identity!.modelHash).not.toBe(modelHash)
  })
})

describeWithShared('weights of the real models', (shared) => {
  it.each([
    ['models/stories260K', 'llama', 2461, 260_032],
    ['models/gpt2-basic', 'gpt2', 110, 463_168],
    ['models/llmviz-nano-sort', 'gpt2', 172, 85_728],
    ['fixtures/random-gpt2-4l', 'gpt2', 1519, 3_687_936],
  ])('%s', async (name, architecture, edgeCount, parameterCount) => {
    const { info, loadWeights } = await openModel(path.join(shared, name))
    expectWhole(heldWeights(await loadWeights()))
    expect(info).toMatchObject({ architecture, edgeCount, parameterCount })
  })
})
