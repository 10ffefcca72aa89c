import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { FIXTURES } from './fixtures'
import { readSafetensorsParts, temporaryFolder } from './model-folder'
import {
  floats,
  integers,
  node,
  onnxBytes,
  value,
  type PlainGraph,
  type NodeInit,
  type TensorInit,
} from './onnx-files'

/** The fixture whose weights the graph has. */
export const DECODER_FIXTURE = 'gpt2-tiny'
const [LAYERS, HEADS, D_MODEL, D_HEAD, VOCABULARY] = [2, 4, 32, 8, 64]

/** A graph of GPT-2 with the fixture's weights, as an exporter writes it; the head is a transposed copy of the embedding. */
export function decoderGraph(): PlainGraph {
  const weights = fixtureWeights()
  const nodes: NodeInit[] = [...ends()]
  let stream = 'embedded'
  for (let layer = 0; layer < LAYERS; layer++) {
    nodes.push(...attention(`transformer.h.${layer}`, stream), ...mlp(`transformer.h.${layer}`))
    stream = `transformer.h.${layer}.out`
  }
  nodes.push(norm('transformer.ln_f', stream, 'normed'), node('MatMul', ['normed', 'head'], ['logits']))
  return {
    name: 'decoder',
    node: nodes,
    initializer: [...weights, ...constants()],
    input: [value('input_ids', 7, ['batch', 'sequence']), value('attention_mask', 7, ['batch', 'sequence'])],
    output: [value('logits', 1, ['batch', 'sequence', VOCABULARY])],
  }
}

/** It in a folder of its own, with the fixture's config.json. */
export function decoderFolder(
  bytes = onnxBytes(decoderGraph()),
  name = 'model.onnx',
  config = decoderConfig(),
): string {
  const folder = path.join(temporaryFolder(), 'Decoder')
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
  writeFileSync(path.join(folder, name), bytes)
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config))
  return folder
}

export function decoderConfig(): Record<string, unknown> {
  return JSON.parse(readFileSync(path.join(FIXTURES, DECODER_FIXTURE, 'config.json'), 'utf8')) as Record<
    string,
    unknown
  >
}

function fixtureWeights(): TensorInit[] {
  const { header, data } = readSafetensorsParts(path.join(FIXTURES, DECODER_FIXTURE, 'model.safetensors'))
  const all = Object.entries(header).map(
    ([
      name,
      {
        shape,
        data_offsets: [begin, end],
      },
    ]) => floats(name, shape, [...new Float32Array(Uint8Array.from(data.subarray(begin, end)).buffer)]),
  )
  const embedding = all.find(({ name }) => name === 'transformer.wte.weight')!
  const values = new Float32Array(Uint8Array.from(embedding.rawData!).buffer)
  const turned = [...values.keys()].map(
    (i) => values[(i % VOCABULARY) * D_MODEL + Math.floor(i / VOCABULARY)],
  )
  return [...all, floats('head', [D_MODEL, VOCABULARY], turned)]
}

function constants(): TensorInit[] {
  return [
    integers('heads', [0, 0, HEADS, D_HEAD]),
    integers('joined', [0, 0, D_MODEL]),
    integers('thirds', [D_MODEL, D_MODEL, D_MODEL]),
    { ...integers('zero', [0]), dims: [] },
    { ...integers('one', [1]), dims: [] },
    integers('axes', [0]),
    floats('root', [], [Math.sqrt(D_HEAD)]),
    floats('masked', [], [-1e9]),
    floats('three', [], [3]),
    floats('half', [], [0.5]),
    floats('unit', [], [1]),
    floats('cubed', [], [0.044715]),
    floats('slope', [], [Math.sqrt(2 / Math.PI)]),
  ]
}

/** Embeddings of tokens and positions, and which keys come after a query. */
function ends(): NodeInit[] {
  return [
    node('Shape', ['input_ids'], ['shape']),
    node('Gather', ['shape', 'one'], ['length'], { axis: 0 }),
    node('Range', ['zero', 'length', 'one'], ['positions']),
    node('Gather', ['transformer.wte.weight', 'input_ids'], ['tokens']),
    node('Gather', ['transformer.wpe.weight', 'positions'], ['placed']),
    node('Add', ['tokens', 'placed'], ['embedded']),
    node('Unsqueeze', ['positions', 'axes'], ['row']),
    node('Transpose', ['row'], ['column'], { perm: [1, 0] }),
    node('Greater', ['row', 'column'], ['later']),
  ]
}

function norm(name: string, from: string, to: string): NodeInit {
  return node('LayerNormalization', [from, `${name}.weight`, `${name}.bias`], [to], {
    axis: -1,
    epsilon: 1e-5,
  })
}

function linear(name: string, from: string, to: string): NodeInit[] {
  return [
    node('MatMul', [from, `${name}.weight`], [`${to}.product`]),
    node('Add', [`${to}.product`, `${name}.bias`], [to]),
  ]
}

function attention(at: string, stream: string): NodeInit[] {
  const name = (of: string) => `${at}.${of}`
  const headwise = (of: string, perm: number[]) => [
    node('Reshape', [name(of), 'heads'], [name(`${of}.split`)]),
    node('Transpose', [name(`${of}.split`)], [name(`${of}.heads`)], { perm }),
  ]
  return [
    norm(name('ln_1'), stream, name('normed')),
    ...linear(name('attn.c_attn'), name('normed'), name('qkv')),
    node('Split', [name('qkv'), 'thirds'], ['q', 'k', 'v'].map(name), { axis: 2 }),
    ...headwise('q', [0, 2, 1, 3]),
    ...headwise('k', [0, 2, 3, 1]),
    ...headwise('v', [0, 2, 1, 3]),
    node('MatMul', [name('q.heads'), name('k.heads')], [name('products')]),
    node('Div', [name('products'), 'root'], [name('scores')]),
    node('Where', ['later', 'masked', name('scores')], [name('seen')]),
    node('Softmax', [name('seen')], [name('pattern')], { axis: -1 }),
    node('MatMul', [name('pattern'), name('v.heads')], [name('mix.heads')]),
    node('Transpose', [name('mix.heads')], [name('mix.split')], { perm: [0, 2, 1, 3] }),
    node('Reshape', [name('mix.split'), 'joined'], [name('mix')]),
    ...linear(name('attn.c_proj'), name('mix'), name('written')),
    node('Add', [stream, name('written')], [name('mid')]),
  ]
}

/** With GELU by the hyperbolic tangent. */
function mlp(at: string): NodeInit[] {
  const name = (of: string) => `${at}.${of}`
  return [
    norm(name('ln_2'), name('mid'), name('normed2')),
    ...linear(name('mlp.c_fc'), name('normed2'), name('x')),
    node('Pow', [name('x'), 'three'], [name('x3')]),
    node('Mul', [name('x3'), 'cubed'], [name('x3.small')]),
    node('Add', [name('x'), name('x3.small')], [name('inner')]),
    node('Mul', [name('inner'), 'slope'], [name('scaled')]),
    node('Tanh', [name('scaled')], [name('tanh')]),
    node('Add', [name('tanh'), 'unit'], [name('gate')]),
    node('Mul', [name('x'), 'half'], [name('x.half')]),
    node('Mul', [name('x.half'), name('gate')], [name('active')]),
    ...linear(name('mlp.c_proj'), name('active'), name('mlp')),
    node('Add', [name('mid'), name('mlp')], [name('out')]),
  ]
}
