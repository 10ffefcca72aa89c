import { mkdirSync } from 'node:fs'
import path from 'node:path'
import {
  float16Bits,
  floatTensor,
  openModel,
  valuesOf,
  weightFeeds,
  type TransformerConfig,
} from '../../engine/training.ts'
import { writeSafetensors } from '../plain-safetensors.ts'
import { TrainedModel } from './loss.ts'
import { shapesOf, type Parameters } from './parameters.ts'
import { writeJson, writeWhole } from './whole-files.ts'
import { TOKENIZER, TOKENIZER_CONFIG } from './vocabulary.ts'

/** Writes a model as GPT-2 is stored: config.json, model.safetensors in float16, the tokenizer's files. */
export function writeBundle(folder: string, config: TransformerConfig, parameters: Parameters): void {
  mkdirSync(folder, { recursive: true })
  const { layerCount, heads, dModel, vocabSize, contextLength } = config
  writeJson(path.join(folder, 'config.json'), {
    ...{ model_type: 'gpt2', architectures: ['GPT2LMHeadModel'], activation_function: 'gelu_new' },
    ...{ n_layer: layerCount, n_head: heads, n_embd: dModel, n_positions: contextLength },
    ...{ vocab_size: vocabSize, layer_norm_epsilon: 1e-5, tie_word_embeddings: false },
    ...{ bos_token_id: 0, eos_token_id: 0 },
  })
  writeJson(path.join(folder, 'tokenizer.json'), TOKENIZER)
  writeJson(path.join(folder, 'tokenizer_config.json'), {
    ...TOKENIZER_CONFIG,
    model_max_length: contextLength,
  })
  const file = path.join(folder, 'model.safetensors')
  writeWhole(file, writeSafetensors(storedTensors(config, parameters), float16Bits))
}

/** Reads a model as the program does, to be measured. */
export async function readBundle(folder: string, threads: number): Promise<TrainedModel> {
  const model = await openModel(folder)
  const feeds = weightFeeds(await model.loadWeights())
  const parameters: Parameters = new Map()
  for (const [name, dims] of shapesOf(model.config)) {
    const { data } = feeds[name]
    if (data instanceof BigInt64Array) throw new Error(`${name} does not hold real numbers`)
    parameters.set(name, floatTensor(valuesOf(data), dims))
  }
  return new TrainedModel(model.config, parameters, threads)
}

interface StoredTensor {
  shape: number[]
  data: Float32Array
}

/** Under the names of the layout; q, k and v side by side [dModel, 3 * dModel], head by head. */
function storedTensors(config: TransformerConfig, parameters: Parameters): Map<string, StoredTensor> {
  const { layerCount, dModel } = config
  const dMlp = config.dMlp!
  const stored = new Map<string, StoredTensor>()
  const put = (name: string, shape: number[], ...parts: Float32Array[]) =>
    stored.set(`transformer.${name}`, { shape, data: sideBySide(parts, shape) })
  const of = (name: string) => parameters.get(name)!.data
  const putNorm = (name: string, own: string) => {
    put(`${name}.weight`, [dModel], of(`${own}.weight`))
    put(`${name}.bias`, [dModel], of(`${own}.bias`))
  }
  put('wte.weight', [config.vocabSize, dModel], of('embed'))
  put('wpe.weight', [config.contextLength, dModel], of('positions'))
  for (let layer = 0; layer < layerCount; layer++) {
    const [at, own] = [`h.${layer}`, `layer${layer}`]
    const heads = (['q', 'k', 'v'] as const).flatMap((kind) =>
      byHead(of(`${own}.${kind}.weight`), config.heads),
    )
    putNorm(`${at}.ln_1`, `${own}.attentionNorm`)
    put(`${at}.attn.c_attn.weight`, [dModel, 3 * dModel], ...heads)
    put(`${at}.attn.c_attn.bias`, [3 * dModel], ...['q', 'k', 'v'].map((kind) => of(`${own}.${kind}.bias`)))
    put(`${at}.attn.c_proj.weight`, [dModel, dModel], of(`${own}.o.joined`))
    put(`${at}.attn.c_proj.bias`, [dModel], of(`${own}.o.bias`))
    putNorm(`${at}.ln_2`, `${own}.mlpNorm`)
    put(`${at}.mlp.c_fc.weight`, [dModel, dMlp], of(`${own}.up.weight`))
    put(`${at}.mlp.c_fc.bias`, [dMlp], of(`${own}.up.bias`))
    put(`${at}.mlp.c_proj.weight`, [dMlp, dModel], of(`${own}.down.weight`))
    put(`${at}.mlp.c_proj.bias`, [dModel], of(`${own}.down.bias`))
  }
  putNorm('ln_f', 'finalNorm')
  stored.set('lm_head.weight', { shape: [config.vocabSize, dModel], data: of('unembed') })
  return stored
}

/** [head, dModel, dHead] as one [dModel, dHead] for each head. */
function byHead(data: Float32Array, heads: number): Float32Array[] {
  const size = data.length / heads
  return Array.from({ length: heads }, (_, head) => data.subarray(head * size, (head + 1) * size))
}

/** Matrices of equally many rows as one, or vectors as one. */
function sideBySide(parts: readonly Float32Array[], shape: readonly number[]): Float32Array {
  const rows = shape.length === 1 ? 1 : shape[0]
  const joined = new Float32Array(shape.reduce((product, size) => product * size, 1))
  const width = joined.length / rows
  let column = 0
  for (const part of parts) {
    const own = part.length / rows
    for (let row = 0; row < rows; row++)
      joined.set(part.subarray(row * own, (row + 1) * own), row * width + column)
    column += own
  }
  return joined
}
