import { existsSync, mkdirSync, renameSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { normals } from '../testing/random-numbers'

/** A GPT-2-shaped model of random weights. */
export interface BenchModel {
  name: string
  layers: number
  heads: number
  dModel: number
  vocabSize: number
}

export const SMALL: BenchModel = { name: 'small', layers: 12, heads: 12, dModel: 768, vocabSize: 50257 }
export const MID: BenchModel = { name: 'mid', layers: 4, heads: 8, dModel: 256, vocabSize: 5000 }
/** GPT-2 small's graph over streams so narrow that an edge is decided in less than a millisecond. */
export const NARROW: BenchModel = { name: 'narrow', layers: 12, heads: 12, dModel: 24, vocabSize: 200 }

const CONTEXT = 64
const SEED = 1

/** Scale of token embeddings; with the tied unembedding, logits of about 28 / 768 * dModel * EMBED. */
const EMBED = 0.14

/**
 * Writes the model once per machine (temporary folder) and gives its folder. Weights are normal, scaled so that
 * effects are spread as in a trained model: attention is selective (scores with a deviation of about 3), and
 * heads and MLPs differ in strength (log-normally).
 */
export function modelFolder(model: BenchModel): string {
  const { name, layers, heads, dModel, vocabSize } = model
  const key = `${name}-${layers}x${heads}-${dModel}-${vocabSize}-${SEED}`
  const folder = path.join(os.tmpdir(), 'patchbay-bench', key)
  if (existsSync(folder)) return folder
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(path.join(unfinished, 'config.json'), JSON.stringify(configOf(model)))
  writeSafetensors(path.join(unfinished, 'model.safetensors'), tensorsOf(model))
  renameSync(unfinished, folder)
  return folder
}

const configOf = ({ layers, heads, dModel, vocabSize }: BenchModel) => ({
  architectures: ['GPT2LMHeadModel'],
  model_type: 'gpt2',
  n_layer: layers,
  n_head: heads,
  n_embd: dModel,
  n_positions: CONTEXT,
  n_ctx: CONTEXT,
  vocab_size: vocabSize,
  activation_function: 'gelu_new',
  layer_norm_epsilon: 1e-5,
  tie_word_embeddings: true,
})

interface BenchTensor {
  name: string
  shape: number[]
  fill: (data: Float32Array) => void
}

function tensorsOf({ layers, heads, dModel, vocabSize }: BenchModel): BenchTensor[] {
  const normal = normals(SEED)
  const gauss = (scale: number) => (data: Float32Array) => {
    for (let i = 0; i < data.length; i++) data[i] = scale * normal()
  }
  const strength = (spread: number) => Math.exp(spread * normal())
  const dHead = dModel / heads
  const dMlp = 4 * dModel
  const unit = 1 / Math.sqrt(dModel)
  const ones = (data: Float32Array) => void data.fill(1)
  const zeros = (data: Float32Array) => void data.fill(0)
  /** Queries and keys that make selective scores, values of about 1. */
  const qkv = (data: Float32Array) => {
    for (let i = 0; i < data.length; i++)
      data[i] = (i % (3 * dModel) < 2 * dModel ? 1.7 : 1) * unit * normal()
  }
  /** Row by row: dHead rows for each head. */
  const output = (data: Float32Array) => {
    for (let head = 0; head < heads; head++) {
      const scale = (0.15 * EMBED * strength(1)) / Math.sqrt(dHead)
      for (let i = 0; i < dHead * dModel; i++) data[head * dHead * dModel + i] = scale * normal()
    }
  }
  const tensors: BenchTensor[] = [
    { name: 'wte.weight', shape: [vocabSize, dModel], fill: gauss(EMBED) },
    { name: 'wpe.weight', shape: [CONTEXT, dModel], fill: gauss(EMBED / 2) },
    { name: 'ln_f.weight', shape: [dModel], fill: ones },
    { name: 'ln_f.bias', shape: [dModel], fill: zeros },
  ]
  for (let layer = 0; layer < layers; layer++) {
    const put = (name: string, shape: number[], fill: BenchTensor['fill']) =>
      tensors.push({ name: `h.${layer}.${name}`, shape, fill })
    for (const norm of ['ln_1', 'ln_2']) {
      put(`${norm}.weight`, [dModel], ones)
      put(`${norm}.bias`, [dModel], zeros)
    }
    put('attn.c_attn.weight', [dModel, 3 * dModel], qkv)
    put('attn.c_attn.bias', [3 * dModel], gauss(0.1))
    put('attn.c_proj.weight', [dModel, dModel], output)
    put('attn.c_proj.bias', [dModel], gauss(0.01 * EMBED))
    put('mlp.c_fc.weight', [dModel, dMlp], gauss(unit))
    put('mlp.c_fc.bias', [dMlp], gauss(0.1))
    put('mlp.c_proj.weight', [dMlp, dModel], gauss((0.4 * EMBED * strength(0.5)) / Math.sqrt(dMlp)))
    put('mlp.c_proj.bias', [dModel], gauss(0.01 * EMBED))
  }
  return tensors
}

/** Tensor by tensor, so that the file is never in memory as a whole. */
function writeSafetensors(file: string, tensors: BenchTensor[]): void {
  const header: Record<string, unknown> = {}
  let at = 0
  const sizes = tensors.map(({ shape }) => shape.reduce((product, size) => product * size, 1))
  tensors.forEach(({ name, shape }, i) => {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + 4 * sizes[i]] }
    at += 4 * sizes[i]
  })
  const text = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(text.length))
  const out = openSync(file, 'w')
  try {
    writeSync(out, length)
    writeSync(out, text)
    tensors.forEach(({ fill }, i) => {
      const data = new Float32Array(sizes[i])
      fill(data)
      const bytes = new Uint8Array(data.buffer)
      for (let from = 0; from < bytes.length;) from += writeSync(out, bytes, from)
    })
  } finally {
    closeSync(out)
  }
}
