import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  decodeText,
  FILE_LIMITS,
  PatchbayError,
  requests,
  settingsSchema,
  type RequestName,
} from '../../contract'
import { decodeMessage, encodeMessage } from '../../contract/wire'
import { checkPrompts, openModel, parsePrompts, type OpenModel } from '../../engine/reading'
import { planModel } from '../../engine/model/architectures'
import { refuseSizes } from '../../engine/model/model-sizes'
import { readJsonObject } from '../../engine/model/read-file'
import { readSafetensors } from '../../engine/model/weights/safetensors'
import { readShardIndex } from '../../engine/model/weights/shard-index'
import { checkTensors } from '../../engine/model/weights/stored-tensors'
import {
  readTokenizer,
  readTokenizerFiles,
  type ModelTokenizer,
} from '../../engine/model/tokenizer/tokenizer'
import { findTokenizer } from '../../engine/model/tokenizer/tokenizer-files'
import { readEdges, readLogits } from '../../main/shells/cli/run/read-files'
import { readCircuitFile } from '../../main/host/files/read-circuit'
import { checkShape } from '../../main/host/requests/readable-problems'
import { parseToHost } from '../../main/shells/messages'
import type { Format } from './judge'
import { CIRCUIT, CSV, JSONL, LOGITS, MESSAGES, SETTINGS, SHARD_INDEX, TABLE, TOKENIZERS } from './seeds'

const ROOT = path.join(import.meta.dirname, '../..')
const SAMPLE = path.join(ROOT, 'samples/induction')
const FIXTURES = ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l', 'tracr-reverse']

/** Every format that the program reads, read as the program does. `close` removes the files written for it. */
export async function openFormats(): Promise<{ formats: Record<string, Format>; close(): void }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'patchbay-fuzz-'))
  const model = await openModel(SAMPLE)
  const inFile: InFile = (name, read) => (content, seed) => {
    const file = path.join(folder, name)
    writeFileSync(file, content)
    read(file, seed)
  }
  const formats: Record<string, Format> = {
    config: configFormat(inFile),
    tokenizer: {
      seeds: [readFileSync(path.join(SAMPLE, 'tokenizer.json')), ...TOKENIZERS.map(asJson)],
      read: inFile('tokenizer.json', (file) => tokenize(file, null)),
      names: /tokenizer\.json/,
    },
    'tokenizer-config': {
      seeds: [readFileSync(path.join(SAMPLE, 'tokenizer_config.json'))],
      read: inFile('tokenizer_config.json', (file) => tokenize(path.join(SAMPLE, 'tokenizer.json'), file)),
      names: /tokenizer(_config)?\.json/,
    },
    ...byteLevelFormats(inFile),
    safetensors: {
      seeds: [readFileSync(path.join(ROOT, 'fixtures/tracr-reverse/model.safetensors'))],
      read: inFile('model.safetensors', readSafetensors),
      names: /model\.safetensors/,
    },
    'safetensors-header': {
      seeds: FIXTURES.map(headerOf),
      read: inFile('model.safetensors', (file) => {
        const header = readFileSync(file)
        const length = Buffer.alloc(8)
        length.writeBigUInt64LE(BigInt(header.length))
        writeFileSync(file, Buffer.concat([length, header]))
        truncateSync(file, 8 + header.length + DATA_BYTES)
        readSafetensors(file)
      }),
      names: /model\.safetensors/,
    },
    'shard-index': {
      seeds: [asJson(SHARD_INDEX)],
      read: inFile('model.safetensors.index.json', readShardIndex),
      names: /index\.json/,
    },
    circuit: {
      seeds: CIRCUIT.map(asJson),
      read: (content) => void readCircuitFile(content.toString('utf8'), 'circuit.json'),
      names: /circuit\.json/,
    },
    'prompts-json': promptFormat(model, [readFileSync(path.join(SAMPLE, 'prompts.json'))]),
    'prompts-jsonl': promptFormat(model, [Buffer.from(JSONL)]),
    'prompts-csv': promptFormat(
      model,
      CSV.map((text) => Buffer.from(text)),
    ),
    'prompts-table': promptFormat(model, [Buffer.from(TABLE)]),
    logits: { seeds: [asJson(LOGITS)], read: inFile('logits.json', readLogits), names: /logits\.json/ },
    edges: {
      seeds: [Buffer.from('# two edges\ninput->a0.h1<q>\na0.h1->logits\n')],
      read: inFile('edges.txt', readEdges),
      names: /edges\.txt/,
    },
    settings: {
      seeds: [asJson(SETTINGS)],
      read: (content) => void checkShape(settingsSchema.partial(), jsonOf(content), 'settings'),
      names: /settings/,
    },
    wire: { seeds: MESSAGES.map((one) => Buffer.from(encodeMessage(one))), read: receive, names: /./ },
  }
  return { formats, close: () => rmSync(folder, { recursive: true, force: true }) }
}

/** As many bytes as the largest fixture has. */
const DATA_BYTES = 310_000

type InFile = (
  name: string,
  read: (file: string, seed: number) => void,
) => (content: Buffer, seed: number) => void

/** config.json of each architecture, against its own weights. */
function configFormat(inFile: InFile): Format {
  const source = (name: string, file: string) => path.join(ROOT, 'fixtures', name, file)
  const weights = FIXTURES.map((name) => readSafetensors(source(name, 'model.safetensors')))
  return {
    seeds: FIXTURES.map((name) => readFileSync(source(name, 'config.json'))),
    read: inFile('config.json', (file, seed) => {
      const { config, layout, ignored } = planModel(readJsonObject(file, FILE_LIMITS.config))
      refuseSizes(config, weights[seed].size)
      checkTensors(weights[seed], layout, ignored)
    }),
    names: /config\.json|model\.safetensors/,
  }
}

/** A vocabulary and its merges, each beside the other as it should be. */
function byteLevelFormats(inFile: InFile): Record<string, Format> {
  const { vocab, merges } = (
    JSON.parse(readFileSync(path.join(ROOT, 'fixtures/tokenizers/gpt2.json'), 'utf8')) as {
      model: { vocab: Record<string, number>; merges: string[][] }
    }
  ).model
  const whole = {
    'vocab.json': JSON.stringify(vocab),
    'merges.txt': ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n'),
  }
  const format = (name: keyof typeof whole, other: keyof typeof whole): Format => ({
    seeds: [Buffer.from(whole[name])],
    read: inFile(name, (file) => {
      const folder = path.dirname(file)
      writeFileSync(path.join(folder, other), whole[other])
      const files = findTokenizer(folder, [name, other])!
      const tokenizer = readTokenizerFiles(files, { tokenizer_class: 'Qwen2Tokenizer', bos_token_id: 0 })
      if (typeof tokenizer !== 'string') encodeTexts(tokenizer)
    }),
    names: /vocab\.json|merges\.txt/,
  })
  return {
    'vocab.json': format('vocab.json', 'merges.txt'),
    'merges.txt': format('merges.txt', 'vocab.json'),
  }
}

const TEXTS = ['', 'Anna met Ben', ' a  b\nc 12!', 'é▁\ud83d\ude00 <s>']

function tokenize(file: string, configFile: string | null): void {
  encodeTexts(readTokenizer(file, configFile, { bos_token_id: 0 }))
}

function encodeTexts(tokenizer: ModelTokenizer): void {
  for (const text of TEXTS) {
    for (const bos of ['tokenizer', 'yes', 'no'] as const) tokenizer.encode(text, bos)
    tokenizer.notesOn(text)
  }
  for (const id of [0, 1, 100, 2 ** 24]) tokenizer.textOf(id)
}

function promptFormat(model: OpenModel, seeds: Buffer[]): Format {
  return {
    seeds,
    read(content) {
      const { text } = decodeText(content, 'prompts')
      checkPrompts(model, { bos: 'tokenizer' }, parsePrompts(text, 'prompts').rows)
    },
    names: /prompts/,
  }
}

/** As a shell receives a message, and the host its arguments. Anything else closes the connection. */
function receive(content: Buffer): void {
  let message
  try {
    message = parseToHost(decodeMessage(content.toString('utf8')))
  } catch {
    return
  }
  if (message?.kind !== 'call' || !Object.hasOwn(requests, message.name)) return
  checkShape(requests[message.name as RequestName].args, message.args, message.name)
}

function headerOf(name: string): Buffer {
  const file = readFileSync(path.join(ROOT, 'fixtures', name, 'model.safetensors'))
  return file.subarray(8, 8 + Number(file.readBigUInt64LE()))
}

function asJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value))
}

function jsonOf(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'))
  } catch (error) {
    throw new PatchbayError('bad-input', 'settings are not JSON.', { cause: error })
  }
}
