import { closeSync, existsSync, mkdirSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { normals } from '../testing/random-numbers'

/** A model of random weights in a file too large to be drawn value by value: a stretch of noise is repeated. */
export interface LargeModel {
  name: string
  dtype: 'F32' | 'BF16'
  vocabSize: number
  layers: number
  dModel: number
  /** As config.json has it. */
  config: Record<string, unknown>
  tensors: LargeTensor[]
}

interface LargeTensor {
  name: string
  shape: number[]
  /** Of normal values; 0: all are 1, or 0 in a norm that is stored less 1. */
  deviation: number
}

interface LlamaShape {
  layers: number
  heads: number
  kvHeads: number
  dModel: number
  dHead: number
  dMlp: number
  vocabSize: number
}

const QWEN_05B: LlamaShape = {
  ...{ layers: 24, heads: 14, kvHeads: 2, dModel: 896, dHead: 64 },
  ...{ dMlp: 4864, vocabSize: 151_936 },
}
const QWEN_15B: LlamaShape = {
  ...{ layers: 28, heads: 12, kvHeads: 2, dModel: 1536, dHead: 128 },
  ...{ dMlp: 8960, vocabSize: 151_936 },
}
const GEMMA_2B: LlamaShape = {
  ...{ layers: 26, heads: 8, kvHeads: 4, dModel: 2304, dHead: 256 },
  ...{ dMlp: 9216, vocabSize: 256_000 },
}

const EMBED = 0.02

/** By the size of their files. */
export const LARGE_MODELS = {
  '500mb-f32': gpt2('500mb-f32', 12, 12, 768),
  '1gb-bf16': qwen2('1gb-bf16', QWEN_05B),
  '1.4gb-f32': gpt2('1.4gb-f32', 24, 16, 1024),
  '3gb-bf16': qwen2('3gb-bf16', QWEN_15B),
  '5gb-bf16': gemma2('5gb-bf16', GEMMA_2B),
}
export type LargeModelName = keyof typeof LARGE_MODELS

function gpt2(name: string, layers: number, heads: number, dModel: number): LargeModel {
  const vocabSize = 50257
  const unit = 1 / Math.sqrt(dModel)
  const norm = (of: string): LargeTensor[] => [
    { name: `${of}.weight`, shape: [dModel], deviation: 0 },
    { name: `${of}.bias`, shape: [dModel], deviation: 0.01 },
  ]
  const linear = (of: string, inputs: number, outputs: number, deviation: number): LargeTensor[] => [
    { name: `${of}.weight`, shape: [inputs, outputs], deviation },
    { name: `${of}.bias`, shape: [outputs], deviation: 0.01 },
  ]
  return {
    name,
    dtype: 'F32',
    ...{ vocabSize, layers, dModel },
    config: {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      ...{ n_layer: layers, n_head: heads, n_embd: dModel, n_positions: 1024, n_ctx: 1024 },
      ...{ vocab_size: vocabSize, activation_function: 'gelu_new', layer_norm_epsilon: 1e-5 },
      tie_word_embeddings: true,
    },
    tensors: [
      { name: 'wte.weight', shape: [vocabSize, dModel], deviation: 0.14 },
      { name: 'wpe.weight', shape: [1024, dModel], deviation: 0.07 },
      ...norm('ln_f'),
      ...Array.from({ length: layers }, (_, layer) => `h.${layer}.`).flatMap((at) => [
        ...norm(`${at}ln_1`),
        ...norm(`${at}ln_2`),
        ...linear(`${at}attn.c_attn`, dModel, 3 * dModel, 1.5 * unit),
        ...linear(`${at}attn.c_proj`, dModel, dModel, 0.02 * unit),
        ...linear(`${at}mlp.c_fc`, dModel, 4 * dModel, unit),
        ...linear(`${at}mlp.c_proj`, 4 * dModel, dModel, 0.03 * unit),
      ]),
    ],
  }
}

/** The matrices of layers as Llama names them. */
function llamaLayer(at: string, { heads, kvHeads, dModel, dHead, dMlp }: LlamaShape): LargeTensor[] {
  const unit = 1 / Math.sqrt(dModel)
  const linear = (of: string, inputs: number, outputs: number, deviation: number): LargeTensor => ({
    name: `${at}${of}.weight`,
    shape: [outputs, inputs],
    deviation,
  })
  return [
    linear('self_attn.q_proj', dModel, heads * dHead, 1.5 * unit),
    linear('self_attn.k_proj', dModel, kvHeads * dHead, 1.5 * unit),
    linear('self_attn.v_proj', dModel, kvHeads * dHead, unit),
    linear('self_attn.o_proj', heads * dHead, dModel, 0.1 * unit),
    linear('mlp.gate_proj', dModel, dMlp, unit),
    linear('mlp.up_proj', dModel, dMlp, unit),
    linear('mlp.down_proj', dMlp, dModel, 0.1 * unit),
  ]
}

function llamaTensors(
  shape: LlamaShape,
  norms: readonly string[],
  others: (at: string) => LargeTensor[],
): LargeTensor[] {
  const { dModel, layers, vocabSize } = shape
  const norm = (of: string): LargeTensor => ({ name: `${of}.weight`, shape: [dModel], deviation: 0 })
  return [
    { name: 'model.embed_tokens.weight', shape: [vocabSize, dModel], deviation: EMBED },
    norm('model.norm'),
    ...Array.from({ length: layers }, (_, layer) => `model.layers.${layer}.`).flatMap((at) => [
      ...norms.map((of) => norm(at + of)),
      ...llamaLayer(at, shape),
      ...others(at),
    ]),
  ]
}

function llamaConfig(shape: LlamaShape): Record<string, unknown> {
  return {
    ...{ hidden_size: shape.dModel, intermediate_size: shape.dMlp, num_hidden_layers: shape.layers },
    ...{ num_attention_heads: shape.heads, num_key_value_heads: shape.kvHeads, vocab_size: shape.vocabSize },
    ...{ max_position_embeddings: 4096, rms_norm_eps: 1e-6, rope_theta: 1e6, tie_word_embeddings: true },
  }
}

function qwen2(name: string, shape: LlamaShape): LargeModel {
  const { heads, kvHeads, dHead } = shape
  const bias = (at: string, letter: string, count: number): LargeTensor => ({
    name: `${at}self_attn.${letter}_proj.bias`,
    shape: [count * dHead],
    deviation: 0.1,
  })
  return {
    name,
    dtype: 'BF16',
    ...{ vocabSize: shape.vocabSize, layers: shape.layers, dModel: shape.dModel },
    config: {
      architectures: ['Qwen2ForCausalLM'],
      model_type: 'qwen2',
      hidden_act: 'silu',
      ...llamaConfig(shape),
    },
    tensors: llamaTensors(shape, ['input_layernorm', 'post_attention_layernorm'], (at) => [
      bias(at, 'q', heads),
      bias(at, 'k', kvHeads),
      bias(at, 'v', kvHeads),
    ]),
  }
}

function gemma2(name: string, shape: LlamaShape): LargeModel {
  const norms = [
    'input_layernorm',
    'post_attention_layernorm',
    'pre_feedforward_layernorm',
    'post_feedforward_layernorm',
  ]
  return {
    name,
    dtype: 'BF16',
    ...{ vocabSize: shape.vocabSize, layers: shape.layers, dModel: shape.dModel },
    config: {
      architectures: ['Gemma2ForCausalLM'],
      model_type: 'gemma2',
      ...{
        hidden_activation: 'gelu_pytorch_tanh',
        head_dim: shape.dHead,
        query_pre_attn_scalar: shape.dHead,
      },
      ...{ attn_logit_softcapping: 50, final_logit_softcapping: 30, sliding_window: 4096 },
      ...llamaConfig(shape),
    },
    tensors: llamaTensors(shape, norms, () => []),
  }
}

/** Writes the model once per machine (temporary folder) and gives its folder. */
export function largeModelFolder(model: LargeModel): string {
  const folder = path.join(os.tmpdir(), 'patchbay-bench', `large-${model.name}`)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(path.join(unfinished, 'config.json'), JSON.stringify(model.config))
  writeTensors(path.join(unfinished, 'model.safetensors'), model)
  renameSync(unfinished, folder)
  return folder
}

const count = ({ shape }: LargeTensor) => shape.reduce((product, size) => product * size, 1)

function writeTensors(file: string, { tensors, dtype }: LargeModel): void {
  const bytes = dtype === 'F32' ? 4 : 2
  const header: Record<string, unknown> = {}
  let at = 0
  for (const tensor of tensors) {
    const end = at + bytes * count(tensor)
    header[tensor.name] = { dtype, shape: tensor.shape, data_offsets: [at, end] }
    at = end
  }
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const noise = new Noise(dtype)
  const out = openSync(file, 'w')
  try {
    writeSync(out, length)
    writeSync(out, text)
    for (const tensor of tensors) {
      for (let left = bytes * count(tensor); left > 0;) {
        const some = noise.next(tensor.deviation)
        left -= writeSync(out, some, 0, Math.min(left, some.length))
      }
    }
  } finally {
    closeSync(out)
  }
}

const NOISE_VALUES = 2 ** 20

/** Stretches of the same noise, each begun elsewhere in it, so that no two matrices are equal. */
class Noise {
  private readonly values = new Float32Array(NOISE_VALUES)
  private readonly encoded = new Map<number, Buffer>()
  private begin = 0

  constructor(private readonly dtype: LargeModel['dtype']) {
    const normal = normals(1)
    for (let i = 0; i < NOISE_VALUES; i++) this.values[i] = normal()
  }

  next(deviation: number): Buffer {
    this.begin = (this.begin + 7919) % (NOISE_VALUES / 2)
    const known = this.encoded.get(deviation) ?? this.encode(deviation)
    this.encoded.set(deviation, known)
    return known.subarray(this.begin * (this.dtype === 'F32' ? 4 : 2))
  }

  private encode(deviation: number): Buffer {
    const floats = this.values.map((value) => (deviation === 0 ? 1 : deviation * value))
    if (this.dtype === 'F32') return Buffer.from(floats.buffer)
    const words = new Uint32Array(floats.buffer)
    return Buffer.from(Uint16Array.from(words, (word) => word >>> 16).buffer)
  }
}
