import { changedModel, FILE_LIMITS, type ModelIdentity, type ModelInfo } from '../../contract'
import { buildGraph } from '../graph'
import { readLicence } from './licence'
import { findModelFiles, type ModelFiles } from './model-files'
import { hashReference, identify, identityAtOnce, stampOf } from './model-hash'
import { readJsonObject } from './read-file'
import { readReference, type ReferenceLogits } from './reference-logits'
import { readSource } from './model-source'
import { checkTensors, loadTensors } from './weights/stored-tensors'
import { weightFiles as openedFiles } from './weights/weight-file'
import { readTokenizerFiles, type ModelTokenizer } from './tokenizer/tokenizer'
import { filesOf, withoutTokenizer } from './tokenizer/tokenizer-files'
import type { Doubt } from './settings/config-fields'
import type { TransformerConfig, TransformerWeights } from './transformer'

export interface OpenModel {
  info: ModelInfo
  config: TransformerConfig
  /** null where the model has none: prompts must be token ids. */
  tokenizer: ModelTokenizer | null
  /** The text of an id where one is known, else the id as text. */
  tokenText(id: number): string
  /** What the model is; large weights are read through for it, once. @throws PatchbayError where a file cannot be read. */
  identify(): Promise<ModelIdentity>
  /**
   * Its weights: vectors are read now, matrices stay in their files until they are lent, which throws as StoredWeight does.
   * @throws PatchbayError: the file changed, NaN or infinite values, too little memory.
   */
  loadWeights(): Promise<TransformerWeights>
  doubts: readonly Doubt[]
  /** Whether a config.json says its settings; else they were read off its graph. */
  hasConfig: boolean
  /** Reads the logits beside the weights; null where there are none. @throws PatchbayError: they are not of this model. */
  readReference(): ReferenceLogits | null
  /** Runs an .onnx file itself; null where the files hold weights alone. @throws PatchbayError: it cannot be run. */
  ownLogits: ((threads: number) => Promise<ReferenceLogits>) | null
}

/**
 * Opens a Hugging Face folder, its .safetensors file or an .onnx file: config, header and tokenizer are read and checked
 * against each other (every tensor's presence and shape), weights only when they are loaded or lent.
 * `reading` is called with each file before it is read.
 * @throws PatchbayError (bad-input): one sentence naming file, setting or tensor.
 */
export async function openModel(
  path: string,
  reading: (file: string) => void = () => {},
): Promise<OpenModel> {
  const files = findModelFiles(path)
  const { configValues, plan, entries, weights, weightFiles, ownLogits } = readSource(files, reading)
  const { config, layout, ignored, warnings, doubts } = plan
  const weightsAtOpening = openedFiles(entries)
  const parameterCount = checkTensors(entries, layout, ignored, configValues)
  const { tokenizer, warnings: ofTokenizer } = openTokenizer(files, configValues, config.vocabSize, reading)
  const texts = tokenizer ? [] : readVocabulary(files.vocabulary)
  const filesRead = { ...files, weightFiles, tokenizer: tokenizer && files.tokenizer }
  const stamp = await stampOf(filesRead)
  return {
    info: {
      ...describe(config),
      path,
      name: weights.quantised === null ? files.name : `${files.name} (quantised)`,
      stamp,
      identity: await identityAtOnce(filesRead),
      referenceHash: await hashReference(files),
      source: null,
      parameterCount,
      tokenizer: tokenizer?.info ?? null,
      weights,
      licence: readLicence(files.folder, files.beside),
      warnings: [...warnings, ...ofTokenizer],
    },
    config,
    tokenizer,
    tokenText: (id) => tokenizer?.textOf(id) ?? texts[id] ?? String(id),
    identify: async () => {
      const identity = await identify(filesRead)
      if ((await stampOf(filesRead)) !== stamp) throw changedModel(path)
      return identity
    },
    loadWeights: async () => loadTensors(entries, layout, weightsAtOpening),
    doubts,
    hasConfig: files.config !== null,
    readReference: () => (files.reference ? readReference(files.reference, config) : null),
    ownLogits: ownLogits && ((threads) => ownLogits(config, threads)),
  }
}

type Described = Omit<
  ModelInfo,
  | 'path'
  | 'name'
  | 'stamp'
  | 'identity'
  | 'referenceHash'
  | 'source'
  | 'parameterCount'
  | 'tokenizer'
  | 'weights'
  | 'licence'
  | 'warnings'
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

/** The tokenizer, null where there is none that is read, and what is said of it. */
function openTokenizer(
  { folder, tokenizer: files, beside }: ModelFiles,
  configValues: Record<string, unknown>,
  vocabSize: number,
  reading: (file: string) => void,
): { tokenizer: ModelTokenizer | null; warnings: readonly string[] } {
  if (files === null)
    return {
      tokenizer: null,
      warnings: [withoutTokenizer(folder, beside, configValues)],
    }
  reading(filesOf(files)[0])
  const tokenizer = readTokenizerFiles(files, configValues)
  if (typeof tokenizer === 'string') return { tokenizer: null, warnings: [tokenizer] }
  return { tokenizer, warnings: [...tokenizer.warnings, ...beyondEmbedding(tokenizer.ids, vocabSize)] }
}

/** Tokens that the model has no embedding for. Fewer tokens than rows are usual: rows are padded. */
function beyondEmbedding(ids: readonly number[], vocabSize: number): string[] {
  const beyond = ids.filter((id) => id >= vocabSize)
  if (beyond.length === 0) return []
  const listed = beyond.length <= 4 ? beyond.join(', ') : `${beyond[0]} to ${beyond.at(-1)}`
  const [tokens, them] = beyond.length === 1 ? ['token', 'the id'] : ['tokens', 'the ids']
  const count = beyond.length.toLocaleString('en-US')
  return [
    `The tokenizer has ${count} ${tokens} that the model has no embedding for (vocab_size ${vocabSize}): ${them} ${listed} cannot be used, and a prompt that has one is refused.`,
  ]
}

/** `{"tokens": [...]}`: the text of every id. Other files of that name (GPT-2's vocab.json) are left alone. */
function readVocabulary(path: string | null): string[] {
  if (path === null) return []
  const { tokens } = readJsonObject(path, FILE_LIMITS.vocabulary)
  return Array.isArray(tokens) && tokens.every((text) => typeof text === 'string') ? tokens : []
}
