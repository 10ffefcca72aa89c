import { expect, test } from 'vitest'
import { lowerFused } from './lower-fused'
import type { OnnxArray, OnnxAttribute, OnnxGraph, OnnxNode } from '../onnx-graph'

const EPSILON = { epsilon: 1e-5 }

test('A norm of a sum gives the sum and the norm, and the bias before it is added first', () => {
  const skip = fused(
    'SkipLayerNormalization',
    ['x', 'y', 'w', 'b', 'before'],
    ['out', '', '', 'sum'],
    EPSILON,
  )
  expect(lowered(skip)).toEqual([
    'Add(x, before) -> out/Add',
    'Add(out/Add, y) -> sum',
    'LayerNormalization(sum, w, b) -> out {axis -1, epsilon 0.00001}',
  ])
  expect(lowered([plain('MatMul', ['z', 'v'], ['y']), skip]).slice(1, 3)).toEqual([
    'Add(y, before) -> out/Add',
    'Add(out/Add, x) -> sum',
  ])
  const simplified = fused('SkipSimplifiedLayerNormalization', ['x', 'y', 'w'], ['out'], EPSILON)
  expect(lowered(simplified)).toEqual([
    'Add(x, y) -> out/Add',
    'RMSNormalization(out/Add, w) -> out {axis -1, epsilon 0.00001}',
  ])
})

test('Embeddings of tokens and positions are gathered, added and normed', () => {
  const inputs = ['ids', '', 'wte', 'wpe', '', 'w', 'b', '', 'positions']
  const node = fused('EmbedLayerNormalization', inputs, ['out', '', 'sum'], EPSILON)
  expect(lowered(node)).toEqual([
    'Gather(wte, ids) -> out/Gather',
    'Gather(wpe, positions) -> out/Gather_',
    'Add(out/Gather, out/Gather_) -> sum',
    'LayerNormalization(sum, w, b) -> out {axis -1, epsilon 0.00001}',
  ])
})

test('The attention of an optimised GPT-2 is a product with a bias, in three parts', () => {
  const node = fused('Attention', ['x', 'w', 'b', 'mask', 'past'], ['out', 'present'], {
    num_heads: 4,
    unidirectional: 1,
  })
  expect(lowered(node, { w: [32, 96], b: [96] })).toEqual([
    'MatMul(x, w) -> out/MatMul',
    'Add(out/MatMul, b) -> out/Add',
    'Split(out/Add, out/Add/parts) -> out/Add/part_0, out/Add/part_1, out/Add/part_2 {axis -1}',
    'Attention(out/Add/part_0, out/Add/part_1, out/Add/part_2, mask, past) -> out, present {is_causal 1, q_num_heads 4, kv_num_heads 4}',
  ])
})

test('Grouped queries in one product are split and turned, and their window is kept', () => {
  const product = plain('MatMul', ['x', 'w'], ['qkv'])
  const inputs = ['qkv', '', '', 'pk', 'pv', 'lengths', 'total', 'cos', 'sin']
  const attention = fused('GroupQueryAttention', inputs, ['out'], {
    num_heads: 4,
    kv_num_heads: 2,
    do_rotary: 1,
    local_window_size: 5,
    softcap: 3,
  })
  const turn = (part: number, heads: number) =>
    `RotaryEmbedding(qkv/part_${part}, cos, sin, ) -> out/RotaryEmbedding${'_'.repeat(part)} {interleaved 0, num_heads ${heads}, rotary_embedding_dim 0}`
  expect(lowered([product, attention], { w: [32, 64] })).toEqual([
    'MatMul(x, w) -> qkv',
    'Split(qkv, qkv/parts) -> qkv/part_0, qkv/part_1, qkv/part_2 {axis -1}',
    turn(0, 4),
    turn(1, 2),
    'Attention(out/RotaryEmbedding, out/RotaryEmbedding_, qkv/part_2, , pk, pv) -> out {is_causal 1, softcap 3, q_num_heads 4, kv_num_heads 2, window 5}',
  ])
})

test('The one bias of q, k and v is cut into three where they come one by one', () => {
  const node = fused('MultiHeadAttention', ['q', 'k', 'v', 'b'], ['out'], { num_heads: 2, scale: 0.5 })
  const graph = lowerFused(graphOf([node], { b: [24] }))
  expect(graph.nodes.map(printed)).toEqual([
    'Add(q, b/0_8) -> out/Add',
    'Add(k, b/8_16) -> out/Add_',
    'Add(v, b/16_24) -> out/Add__',
    'Attention(out/Add, out/Add_, out/Add__, , , ) -> out {is_causal 0, scale 0.5, q_num_heads 2, kv_num_heads 2}',
  ])
  expect(graph.arrays.get('b/8_16')?.stored).toMatchObject({ beginBytes: 132, lengthBytes: 32 })
})

test('The width of a value is found once, however many ways lead to it', () => {
  const doubled = Array.from({ length: 64 }, (_, i) => plain('Add', [`x${i}`, `x${i}`], [`x${i + 1}`]))
  const attention = fused('GroupQueryAttention', ['x64', '', ''], ['out'], { num_heads: 4, kv_num_heads: 2 })
  const product = plain('MatMul', ['x', 'w'], ['x0'])
  expect(lowered([product, ...doubled, attention], { w: [32, 64] }).slice(-2)).toEqual([
    'Split(x64, x64/parts) -> x64/part_0, x64/part_1, x64/part_2 {axis -1}',
    'Attention(x64/part_0, x64/part_1, x64/part_2, , , ) -> out {is_causal 1, q_num_heads 4, kv_num_heads 2}',
  ])
})

test('A quantised product and a quantised embedding read the matrix that their values stand for', () => {
  const settings = { K: 32, N: 2, bits: 4, block_size: 16 }
  const product = fused('MatMulNBits', ['x', 'packed', 'scales'], ['out'], settings)
  const lookup = fused('GatherBlockQuantized', ['packed', 'ids', 'scales'], ['rows'], {
    bits: 4,
    block_size: 16,
    quantize_axis: 1,
  })
  const graph = graphOf([product, lookup], { scales: [4] })
  const bytes = new Uint8Array(32).fill(0x9a)
  const arrays = new Map([
    ...graph.arrays,
    ['packed', { name: 'packed', dtype: 'U8', dims: [2, 16], stored: { bytes } }],
  ])
  expect(lowerFused({ ...graph, arrays }).nodes.map(printed)).toEqual([
    'Gemm(x, packed/computed) -> out {transB 1}',
    'Gather(packed/computed, ids) -> rows',
  ])
})

test('Every other operator stays as it is', () => {
  const gelu = plain('Gelu', ['x'], ['out'])
  const sigmoid = fused('QuickGelu', ['x'], ['out'], { alpha: 1.702 })
  const graph = graphOf([gelu, sigmoid], {})
  expect(lowerFused(graph).nodes).toEqual([gelu, sigmoid])
  expect(lowered(fused('FastGelu', ['x', 'b'], ['out'], {}))).toEqual([
    'Add(x, b) -> out/Add',
    'Gelu(out/Add) -> out {approximate tanh}',
  ])
})

function lowered(nodes: OnnxNode | OnnxNode[], arrays: Record<string, number[]> = {}): string[] {
  return lowerFused(graphOf([nodes].flat(), arrays)).nodes.map(printed)
}

function printed({ type, domain, inputs, outputs, attributes }: OnnxNode): string {
  const settings = Object.entries(attributes).map(([name, value]) => `${name} ${String(value)}`)
  const shown = settings.length === 0 ? '' : ` {${settings.join(', ').replace('1e-5', '0.00001')}}`
  expect(domain).toBe('')
  return `${type}(${inputs.join(', ')}) -> ${outputs.filter(Boolean).join(', ')}${shown}`
}

type Attributes = Record<string, OnnxAttribute>

function fused(type: string, inputs: string[], outputs: string[], attributes: Attributes): OnnxNode {
  return { name: type, type, domain: 'com.microsoft', inputs, outputs, attributes, scopes: [] }
}

function plain(type: string, inputs: string[], outputs: string[]): OnnxNode {
  return { name: type, type, domain: '', inputs, outputs, attributes: {}, scopes: [] }
}

/** Arrays of float32 that all begin at byte 100 of a file. */
function graphOf(nodes: OnnxNode[], shapes: Record<string, number[]>): OnnxGraph {
  const arrays = Object.entries(shapes).map(([name, dims]): [string, OnnxArray] => {
    const lengthBytes = 4 * dims.reduce((product, dim) => product * dim, 1)
    return [name, { name, dtype: 'F32', dims, stored: { filePath: 'x', beginBytes: 100, lengthBytes } }]
  })
  return {
    path: 'model.onnx',
    fileName: 'model.onnx',
    producer: '',
    opsets: { '': 17, 'com.microsoft': 1 },
    inputs: [],
    outputs: [],
    nodes,
    arrays: new Map(arrays),
    dataFiles: [],
  }
}
