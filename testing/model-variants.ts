/// <reference lib="esnext.float16" />
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { readSafetensorsParts, safetensorsBytes, temporaryFolder } from './model-folder'

/** A tensor on its way from one file to another. */
export interface VariantTensor {
  shape: number[]
  data: Float32Array
}

export interface Variant {
  /** What is stored: F32 unless given. */
  dtype?: 'F32' | 'F64' | 'F16' | 'BF16'
  /** Every value is rounded to this type first, whatever is stored: F32 of what F16 can say is the same model. */
  roundedTo?: 'F16' | 'BF16'
  /** So many files with an index, tensors dealt out in turn; 0 (one file without an index) unless given. */
  shards?: number
  /** The one file's name. */
  fileName?: string
  /** `bare`: without the base prefix, as the model without a head is saved; else this is put in front of every name. */
  prefix?: 'bare' | 'module.' | '_orig_mod.'
  /**
   * The head is made a copy of the embedding: `untied` stores it, `tied` leaves it out, `stored` ties it and stores it
   * as well. All three are the same model.
   */
  head?: 'untied' | 'tied' | 'stored'
  /** `older`: rope_theta, rope_scaling and torch_dtype at the top level, as transformers 4 wrote them. */
  config?: 'older'
  changes?: Record<string, unknown>
}

/**
 * Writes the model in `folder` (config.json and model.safetensors, all F32) in another way, into a folder that goes
 * away with the test. Returns that folder, or the file where `fileName` is given: it is to be opened directly.
 */
export function modelVariant(folder: string, variant: Variant): string {
  const target = temporaryFolder()
  const filed = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as Record<string, unknown>
  let config = { ...filed }
  let tensors = readTensors(path.join(folder, 'model.safetensors'))
  const { roundedTo, head, prefix } = variant
  if (roundedTo) for (const tensor of tensors.values()) tensor.data = rounded(tensor.data, roundedTo)
  if (head) {
    tensors = withHead(tensors, head !== 'tied')
    config.tie_word_embeddings = head !== 'untied'
  }
  if (prefix) tensors = renamed(tensors, prefix)
  if (variant.config) config = olderConfig(config)
  writeFileSync(path.join(target, 'config.json'), JSON.stringify({ ...config, ...variant.changes }))
  const name = writeTensors(target, tensors, variant)
  return variant.fileName ? path.join(target, name) : target
}

/** The model in `folder` with each tensor under the names that `rename` gives: another one, several, or none. */
export function renamedTensors(folder: string, rename: (name: string) => string[]): string {
  const target = modelVariant(folder, {})
  const tensors = [...readTensors(path.join(folder, 'model.safetensors'))]
  const renamed = new Map(tensors.flatMap(([name, tensor]) => rename(name).map((one) => [one, tensor])))
  writeFileSync(path.join(target, 'model.safetensors'), tensorFile(renamed))
  return target
}

/** All tensors of a file of F32 values, by name. */
export function readTensors(file: string): Map<string, VariantTensor> {
  const { header, data } = readSafetensorsParts(file)
  return new Map(
    Object.entries(header).map(([name, { shape, data_offsets: offsets }]) => [
      name,
      { shape, data: new Float32Array(Uint8Array.from(data.subarray(...offsets)).buffer) },
    ]),
  )
}

/** The bytes of a safetensors file with these tensors. */
export function tensorFile(tensors: Map<string, VariantTensor>, dtype: Variant['dtype'] = 'F32'): Buffer {
  const header: Record<string, unknown> = {}
  const parts: Buffer[] = []
  let end = 0
  for (const [name, { shape, data }] of tensors) {
    const bytes = encoded(data, dtype)
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] }
    parts.push(bytes)
  }
  return Buffer.concat([safetensorsBytes(header), ...parts])
}

function writeTensors(folder: string, tensors: Map<string, VariantTensor>, variant: Variant): string {
  const { shards = 0, dtype, fileName = 'model.safetensors' } = variant
  if (shards === 0) {
    writeFileSync(path.join(folder, fileName), tensorFile(tensors, dtype))
    return fileName
  }
  const shardName = (at: number) => `model-0000${at + 1}-of-0000${shards}.safetensors`
  const deal = [...tensors].map(([name], i) => [name, i % shards] as const)
  for (let at = 0; at < shards; at++) {
    const own = deal.filter(([, shard]) => shard === at).map(([name]) => [name, tensors.get(name)!] as const)
    writeFileSync(path.join(folder, shardName(at)), tensorFile(new Map(own), dtype))
  }
  const index = 'model.safetensors.index.json'
  const weightMap = Object.fromEntries(deal.map(([name, shard]) => [name, shardName(shard)]))
  writeFileSync(path.join(folder, index), JSON.stringify({ metadata: {}, weight_map: weightMap }))
  return variant.fileName ? shardName(0) : index
}

/** Names of the token embedding and the head, as the architectures have them. */
const EMBEDDING = /(^|\.)(wte|embed_tokens|word_embeddings|embed_in)\.weight$/
const HEAD = /^(lm_head|embed_out)\.weight$/

function withHead(tensors: Map<string, VariantTensor>, isStored: boolean): Map<string, VariantTensor> {
  const embed = [...tensors].find(([name]) => EMBEDDING.test(name))![1]
  const head = [...tensors.keys()].find((name) => HEAD.test(name)) ?? 'lm_head.weight'
  const others = [...tensors].filter(([name]) => name !== head)
  return new Map(isStored ? [...others, [head, embed]] : others)
}

function renamed(
  tensors: Map<string, VariantTensor>,
  prefix: NonNullable<Variant['prefix']>,
): Map<string, VariantTensor> {
  const name = (old: string) =>
    prefix === 'bare' ? old.replace(/^(transformer|model|gpt_neox)\./, '') : prefix + old
  return new Map([...tensors].map(([old, tensor]) => [name(old), tensor]))
}

function olderConfig(config: Record<string, unknown>): Record<string, unknown> {
  const { rope_parameters: rope, dtype, ...others } = config
  const older: Record<string, unknown> = { ...others, torch_dtype: dtype }
  if (rope === undefined || rope === null) return older
  const { full_attention: full, sliding_attention: sliding } = rope as Record<string, Rope | undefined>
  const { rope_theta, partial_rotary_factor, ...scaling } = full ?? (rope as Rope)
  const [theta, part] =
    config.model_type === 'gpt_neox'
      ? ['rotary_emb_base', 'rotary_pct']
      : ['rope_theta', 'partial_rotary_factor']
  if (sliding) older.rope_local_base_freq = sliding.rope_theta
  if (partial_rotary_factor !== undefined) older[part] = partial_rotary_factor
  return { ...older, [theta]: rope_theta, rope_scaling: scaling.rope_type === 'default' ? null : scaling }
}

type Rope = Record<string, unknown>

function rounded(data: Float32Array, type: 'F16' | 'BF16'): Float32Array {
  return type === 'F16' ? Float32Array.from(new Float16Array(data)) : data.map(asBfloat16)
}

/** The nearest value whose lower 16 bits are 0, of two as near the even one. */
function asBfloat16(value: number): number {
  const words = new Uint32Array(Float32Array.of(value).buffer)
  const isOdd = (words[0] >>> 16) & 1
  words[0] = (words[0] + 0x7fff + isOdd) & 0xffff0000
  return new Float32Array(words.buffer)[0]
}

function encoded(data: Float32Array, dtype: NonNullable<Variant['dtype']>): Buffer {
  if (dtype === 'F16') return Buffer.from(new Float16Array(data).buffer)
  if (dtype === 'F64') return Buffer.from(Float64Array.from(data).buffer)
  if (dtype === 'F32') return Buffer.from(Float32Array.from(data).buffer)
  const words = new Uint32Array(rounded(data, 'BF16').buffer)
  return Buffer.from(Uint16Array.from(words, (word) => word >>> 16).buffer)
}
