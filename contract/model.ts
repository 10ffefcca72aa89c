import type { GraphShape } from '../engine/graph'
import type { HubSource } from './hub-name'

/** Every architecture that can be opened, and what people call it. */
export const ARCHITECTURE_TITLES = {
  gpt2: 'GPT-2',
  'gpt-neo': 'GPT-Neo',
  'gpt-neox': 'GPT-NeoX',
  gptj: 'GPT-J',
  codegen: 'CodeGen',
  opt: 'OPT',
  bloom: 'BLOOM',
  'gpt-bigcode': 'GPT-BigCode',
  llama: 'Llama',
  mistral: 'Mistral',
  ministral: 'Ministral',
  ministral3: 'Ministral 3',
  qwen2: 'Qwen2',
  qwen3: 'Qwen3',
  smollm3: 'SmolLM3',
  granite: 'Granite',
  gemma: 'Gemma',
  gemma2: 'Gemma 2',
  gemma3: 'Gemma 3',
  olmo: 'OLMo',
  olmo2: 'OLMo 2',
  phi: 'Phi',
  stablelm: 'StableLM',
  falcon: 'Falcon',
  mpt: 'MPT',
  cohere: 'Cohere',
  cohere2: 'Cohere 2',
  phi3: 'Phi-3',
  starcoder2: 'StarCoder2',
  'transformer-lens': 'TransformerLens',
  tracr: 'tracr',
} as const
export type Architecture = keyof typeof ARCHITECTURE_TITLES

/** Whole models by the names that exporters give them, the one that is opened, and fetched, first. */
export const ONNX_MODEL_NAMES: readonly string[] = [
  'model.onnx',
  'decoder_model.onnx',
  'decoder_model_merged.onnx',
  'decoder_with_past_model.onnx',
]

/** What a person sees of a loaded model. */
export interface ModelInfo {
  /** As given to `models.open`: a folder, a weights file, a name of the hub, or `sample:NAME`. The key in every other request. */
  path: string
  /** Folder or sample name, for titles. */
  name: string
  /**
   * Changes with every change of its files: config and tokenizer by what they hold, weights by their size and times. By it an
   * open model is known before its weights are read.
   */
  stamp: string
  /** What the model is, by all its bytes; null while weights so large have not been read. See `model-identified`. */
  identity: ModelIdentity | null
  architecture: Architecture
  shape: GraphShape
  kvHeads: number
  dModel: number
  dHead: number
  /** null for attention-only models. */
  dMlp: number | null
  vocabSize: number
  contextLength: number
  parameterCount: number
  edgeCount: number
  senderCount: number
  receiverCount: number
  tokenizer: TokenizerInfo | null
  weights: WeightsInfo
  /** As its folder says, e.g. `apache-2.0`; null where it says nothing. */
  licence: string | null
  /** sha256 (hex) of the reference logits beside the weights, by which nothing is computed; null where there are none. */
  referenceHash: string | null
  /** The repository and commit of the hub that it comes from, as far as its folder shows it. */
  source: HubSource | null
  /** Sentences about what is unusual but usable, e.g. no tokenizer.json: prompts must be token ids. */
  warnings: string[]
}

/** A model as a run names it. */
export interface ModelIdentity {
  /** sha256 (hex) of all that `modelHashes` has: the run's record and resume compare it. */
  modelHash: string
  /** Missing in runs from before the tokenizer counted: their `modelHash` is of config.json and the weights alone. */
  modelHashes?: ModelHashes
}

/** A model whose weights have been read through. */
export type IdentifiedModel = ModelInfo & { identity: ModelIdentity }

/** sha256 (hex) of a model's files, to see which of them differ. */
export interface ModelHashes {
  /** config.json and the weights in one; was `hash` before the tokenizer counted. */
  configAndWeights: string
  /** By file name: config.json and what of tokenizer.json and tokenizer_config.json there is. */
  files: Record<string, string>
}

/** How a model's weights are stored. */
export interface WeightsInfo {
  format: 'safetensors' | 'onnx'
  /** As safetensors calls types, the one with the most bytes first: ['BF16', 'F32']. */
  dtypes: string[]
  /** Of all tensors together, as they are stored. */
  bytes: number
  fileCount: number
  /** How they are quantised, e.g. `int4 in blocks of 32`; null where they are not. */
  quantised: string | null
}

export interface TokenizerInfo {
  /** e.g. `BPE`, `WordLevel` */
  kind: string
  bos: Token | null
  /** Whether encoding a text puts BOS in front without being asked. */
  addsBos: boolean
}

export interface Token {
  id: number
  /** As shown to people: the piece with its leading space visible to the program as ' '. */
  text: string
}

export interface SampleInfo {
  name: string
  title: string
  description: string
  /** `sample:NAME`, to be given to `models.open`. */
  path: string
  /** Its prompt sets; the first one is opened with the model. */
  prompts: SamplePrompts[]
}

/** A bundled prompt set, with the metric and the threshold to start with. */
export interface SamplePrompts {
  /** `sample:NAME`, to be given to `promptSets.get`. */
  id: string
  title: string
  metric: string
  threshold: number
}

/** A model that was opened before, newest first. */
export interface KnownModel {
  path: string
  name: string
  architecture: Architecture
  edgeCount: number
  openedAt: number
  /** False when the folder is gone. */
  present: boolean
}

export interface FolderEntry {
  name: string
  path: string
  kind: 'folder' | 'weights' | 'other'
  /** The folder holds a config.json: it can be opened as a model. */
  isModel: boolean
}
