import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { floats, integers, node, onnxBytes, value, type NodeInit, type TensorInit } from './onnx-files'
import { temporaryFolder } from './model-folder'
import { normals } from './random-numbers'

/** A tiny Llama of random weights as the builder of ONNX Runtime GenAI writes one. */
export const GENAI = {
  layers: 2,
  heads: 2,
  kvHeads: 1,
  dHead: 16,
  dModel: 32,
  dMlp: 24,
  vocab: 20,
  theta: 500,
}

interface GenaiVariant {
  /** q, k and v in one product. */
  packed?: boolean
  /** Products with 4 bits for each weight. */
  int4?: boolean
  /** How many positions a query sees. */
  window?: number
}

const MICROSOFT = 'com.microsoft'
const FLOAT = 1
const INT64 = 7
const UINT8 = 2
const EPSILON = 1e-6
const BLOCK = 16

/** Such a model in a folder of its own, with its genai_config.json. Returns the folder. */
export function genaiFolder(variant: GenaiVariant = {}): string {
  const folder = temporaryFolder()
  const opsetImport = [
    { domain: '', version: 17n },
    { domain: MICROSOFT, version: 1n },
  ]
  const bytes = onnxBytes(new Writer(variant).graph(), { opsetImport, producerName: 'onnxruntime-genai' })
  writeFileSync(path.join(folder, 'model.onnx'), bytes)
  const decoder = {
    num_attention_heads: GENAI.heads,
    num_key_value_heads: GENAI.kvHeads,
    head_size: GENAI.dHead,
  }
  const config = { model: { type: 'llama', context_length: 48, decoder } }
  writeFileSync(path.join(folder, 'genai_config.json'), JSON.stringify(config))
  return folder
}

class Writer {
  private readonly nodes: NodeInit[] = []
  private readonly initializer: TensorInit[] = []
  private readonly next = normals(7)

  constructor(private readonly variant: GenaiVariant) {}

  graph() {
    const { layers, dModel, vocab } = GENAI
    this.lengths()
    this.tables()
    this.weight('model.embed_tokens.weight', [vocab, dModel])
    let stream = this.add(node('Gather', ['model.embed_tokens.weight', 'input_ids'], ['embedded']))
    let written: string | null = null
    for (let layer = 0; layer < layers; layer++) {
      const normed = this.norm(`model.layers.${layer}.input_layernorm`, stream, written)
      if (written !== null) stream = `${normed}/sum`
      const heads = this.attention(layer, normed)
      const second = this.norm(`model.layers.${layer}.post_attention_layernorm`, stream, heads)
      stream = `${second}/sum`
      written = this.mlp(layer, second)
    }
    const last = this.norm(`model.layers.${layers}.final_norm_layernorm`, stream, written)
    this.product('lm_head', last, dModel, vocab, 'logits')
    return { node: this.nodes, initializer: this.initializer, input: inputs(), output: outputs() }
  }

  private add(one: NodeInit): string {
    this.nodes.push(one)
    return one.output![0]
  }

  private weight(name: string, dims: number[], around = 0): string {
    const count = dims.reduce((product, dim) => product * dim, 1)
    this.initializer.push(
      floats(
        name,
        dims,
        Array.from({ length: count }, () => around + 0.3 * this.next()),
      ),
    )
    return name
  }

  /** The norm of a sum from the second on. */
  private norm(name: string, stream: string, written: string | null): string {
    const weight = this.weight(`${name}.weight`, [GENAI.dModel], 1)
    if (written === null)
      return this.add(
        node('SimplifiedLayerNormalization', [stream, weight], [name], { epsilon: EPSILON, axis: -1 }),
      )
    const outputs = [name, '', '', `${name}/sum`]
    return this.add({
      ...node('SkipSimplifiedLayerNormalization', [stream, written, weight], outputs, { epsilon: EPSILON }),
      domain: MICROSOFT,
    })
  }

  private product(name: string, input: string, inputs: number, outputs: number, output = name): string {
    if (!this.variant.int4) {
      const weight = this.weight(`${name}.MatMul.weight`, [inputs, outputs])
      return this.add(node('MatMul', [input, weight], [output]))
    }
    const blocks = Math.ceil(inputs / BLOCK)
    const [packed, scales] = [`${name}.MatMul.qweight`, `${name}.MatMul.scales`]
    const bytes = Uint8Array.from({ length: (outputs * blocks * BLOCK) / 2 }, () =>
      Math.floor(128 + 60 * this.next()),
    )
    const dims = [outputs, blocks, BLOCK / 2].map(BigInt)
    this.initializer.push({ name: packed, dims, dataType: UINT8, rawData: bytes })
    const steps = Array.from({ length: outputs * blocks }, () => 0.05 + 0.01 * Math.abs(this.next()))
    this.initializer.push(floats(scales, [outputs * blocks], steps))
    const settings = { K: inputs, N: outputs, bits: 4, block_size: BLOCK }
    return this.add({
      ...node('MatMulNBits', [input, packed, scales], [output], settings),
      domain: MICROSOFT,
    })
  }

  private attention(layer: number, input: string): string {
    const { heads, kvHeads, dHead, dModel } = GENAI
    const name = `model.layers.${layer}.attn`
    const widths = { q: heads * dHead, k: kvHeads * dHead, v: kvHeads * dHead }
    const qkv = this.variant.packed
      ? [this.product(`${name}.qkv_proj`, input, dModel, widths.q + widths.k + widths.v), '', '']
      : (['q', 'k', 'v'] as const).map((one) =>
          this.product(`${name}.${one}_proj`, input, dModel, widths[one]),
        )
    const past = [`past_key_values.${layer}.key`, `past_key_values.${layer}.value`]
    const present = [`present.${layer}.key`, `present.${layer}.value`]
    const settings = {
      num_heads: heads,
      kv_num_heads: kvHeads,
      do_rotary: 1,
      local_window_size: this.variant.window ?? -1,
    }
    const values = [...qkv, ...past, 'lengths', 'total', 'cos_cache', 'sin_cache']
    const attention = node('GroupQueryAttention', values, [`${name}/output`, ...present], settings)
    return this.product(
      `${name}.o_proj`,
      this.add({ ...attention, domain: MICROSOFT }),
      heads * dHead,
      dModel,
    )
  }

  private mlp(layer: number, input: string): string {
    const { dModel, dMlp } = GENAI
    const name = `model.layers.${layer}.mlp`
    const gate = this.product(`${name}.gate_proj`, input, dModel, dMlp)
    const up = this.product(`${name}.up_proj`, input, dModel, dMlp)
    const half = this.add(node('Sigmoid', [gate], [`${name}/sigmoid`]))
    const active = this.add(node('Mul', [gate, half], [`${name}/silu`]))
    return this.product(
      `${name}.down_proj`,
      this.add(node('Mul', [active, up], [`${name}/mul`])),
      dMlp,
      dModel,
    )
  }

  /** How long each prompt is, less 1, and the longest. */
  private lengths(): void {
    this.initializer.push(integers('one', [1]), { name: 'one_0d', dataType: INT64, int64Data: [1n] })
    const sum = this.add(node('ReduceSum', ['attention_mask', 'one'], ['sums']))
    const less = this.add(node('Sub', [sum, 'one'], ['less_1']))
    this.add(node('Cast', [less], ['lengths'], { to: 6 }))
    const shape = this.add(node('Shape', ['attention_mask'], ['shape']))
    this.add(
      node('Cast', [this.add(node('Gather', [shape, 'one_0d'], ['longest'], { axis: 0 }))], ['total'], {
        to: 6,
      }),
    )
  }

  private tables(): void {
    const [positions, pairs] = [32, GENAI.dHead / 2]
    const angle = (at: number) => Math.floor(at / pairs) * GENAI.theta ** (-(at % pairs) / pairs)
    for (const [name, of] of [['cos_cache', Math.cos], ['sin_cache', Math.sin]] as const) // prettier-ignore
      this.initializer.push(floats(name, [positions, pairs], Array.from({ length: positions * pairs }, (_, at) => of(angle(at))))) // prettier-ignore
  }
}

function inputs() {
  return [value('input_ids', INT64, ['batch', 'seq']), value('attention_mask', INT64, ['batch', 'all']), ...caches('past_key_values', 'past')] // prettier-ignore
}

function outputs() {
  return [value('logits', FLOAT, ['batch', 'seq', GENAI.vocab]), ...caches('present', 'all')]
}

function caches(name: string, length: string) {
  const { layers, kvHeads, dHead } = GENAI
  const all = Array.from({ length: layers }, (_, layer) =>
    ['key', 'value'].map((part) => `${name}.${layer}.${part}`),
  )
  return all.flat().map((one) => value(one, FLOAT, ['batch', kvHeads, length, dHead]))
}
