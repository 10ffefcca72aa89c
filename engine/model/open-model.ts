import { dirname } from 'node:path'
import { FILE_LIMITS, type ModelInfo } from '../../contract'
import { buildGraph } from '../graph'
import { planModel } from './architectures'
import { findModelFiles } from './model-files'
import { hashModel, hashReference } from './model-hash'
import { readJsonObject } from './read-file'
import { readReference, type ReferenceLogits } from './reference-logits'
import { refuseSizes } from './model-sizes'
import { refuseOtherWeights } from './weights/other-weights'
import { readSafetensors } from './weights/safetensors'
import { readShards } from './weights/shard-index'
import { checkTensors, loadTensors } from './weights/stored-tensors'
import { unwrapped } from './weights/wrapped-names'
import { readTokenizer, type ModelTokenizer } from './tokenizer/tokenizer'
import type { TransformerConfig, TransformerWeights } from './transformer'

export interface OpenModel {
  info: ModelInfo
  config: TransformerConfig
  /** null where the model has none: prompts must be token ids. */
  tokenizer: ModelTokenizer | null
  /** The text of an id where one is known, else the id as text. */
  tokenText(id: number): string
  /** Reads the weights, again at every call. @throws PatchbayError: the file changed, NaN or infinite values, too little memory. */
  loadWeights(): Promise<TransformerWeights>
  /** Warnings by which the numbers may be of another model: settings that nobody knows, code that is not run. */
  doubts: readonly string[]
  /** Reads the logits beside the weights; null where there are none. @throws PatchbayError: they are not of this model. */
  readReference(): ReferenceLogits | null
}

/**
 * Opens a Hugging Face folder or its .safetensors file: config, header and tokenizer are read and checked
 * against each other (every tensor's presence and shape), the weights only by `loadWeights`.
 * `reading` is called with each file before it is read.
 * @throws PatchbayError (bad-input): one sentence naming file, setting or tensor.
 */
export async function openModel(
  path: string,
  reading: (file: string) => void = () => {},
): Promise<OpenModel> {
  const files = findModelFiles(path)
  reading(files.config)
  const configValues = readJsonObject(files.config, FILE_LIMITS.config)
  const { config, layout, ignored, warnings, doubts } = planModel(configValues)
  const { kind, path: weightsPath } = files.weights
  reading(weightsPath)
  const entries = unwrapped(kind === 'file' ? readSafetensors(weightsPath) : readShards(weightsPath))
  refuseOtherWeights(entries, dirname(weightsPath))
  refuseSizes(config, entries.size)
  const parameterCount = checkTensors(entries, layout, ignored, configValues)
  if (files.tokenizer) reading(files.tokenizer)
  const tokenizer = files.tokenizer
    ? readTokenizer(files.tokenizer, files.tokenizerConfig, configValues)
    : null
  const texts = tokenizer ? [] : readVocabulary(files.vocabulary)
  const { hash, hashes } = await hashModel(files)
  return {
    info: {
      ...describe(config),
      path,
      name: files.name,
      hash,
      hashes,
      referenceHash: await hashReference(files),
      parameterCount,
      tokenizer: tokenizer?.info ?? null,
      warnings: [...warnings, ...(tokenizer ? tokenizer.warnings : [NO_TOKENIZER])],
    },
    config,
    tokenizer,
    tokenText: (id) => tokenizer?.textOf(id) ?? texts[id] ?? String(id),
    loadWeights: async () => loadTensors(entries, layout),
    doubts,
    readReference: () => (files.reference ? readReference(files.reference, config) : null),
  }
}

type Described = Omit<
  ModelInfo,
  'path' | 'name' | 'hash' | 'hashes' | 'referenceHash' | 'parameterCount' | 'tokenizer' | 'warnings'
>

function describe(config: TransformerConfig): Described {
  const {
    architecture,
    layerCount: layers,
    heads,
    parallel,
    kvHeads,
    dModel,
    dHead,
    dMlp,
    vocabSize,
    contextLength,
  } = config
  const shape = { layers, heads, mlps: dMlp !== null, parallel }
  const graph = buildGraph(shape)
  return {
    architecture,
    shape,
    kvHeads,
    dModel,
    dHead,
    dMlp,
    vocabSize,
    contextLength,
    edgeCount: graph.edgeCount,
    senderCount: graph.senders.length,
    receiverCount: graph.receivers.length,
  }
}

const NO_TOKENIZER = 'There is no tokenizer.json beside the weights: prompts and answers must be token ids.'

/** `{"tokens": [...]}`: the text of every id. Other files of that name (GPT-2's vocab.json) are left alone. */
function readVocabulary(path: string | null): string[] {
  if (path === null) return []
  const { tokens } = readJsonObject(path, FILE_LIMITS.vocabulary)
  return Array.isArray(tokens) && tokens.every((text) => typeof text === 'string') ? tokens : []
}
