import type {
  Architecture,
  CheckedArgsOf,
  CheckedPrompts,
  ErrorData,
  MadePrompts,
  MakePrompts,
  ModelIdentity,
  ModelInfo,
  PromptReading,
  PromptRow,
  PromptSourceArgs,
  ReadPrompts,
  RunConfig,
} from '../../../../contract'
import type { PromptPairs, TransformerConfig } from '../../../../engine/reading'
import type { ReadCircuit } from '../read-circuit'

interface ModelPrompts {
  path: string
  reading: PromptReading
  rows: PromptRow[]
}

/** Prompts, and what is to be measured on them. */
export type MeasuredPrompts = Pick<RunConfig, 'method' | 'metric' | 'prompts'>

export interface PreparedPrompts {
  architecture: TransformerConfig
  pairs: readonly PromptPairs['pairs'][number][]
  /** Notes on the prompts. */
  notes: string[]
  dataHash: string
  /** Rows whose clean prompt begins with BOS. */
  withBos: number
}

interface Task<Args, Result> {
  args: Args
  result: Result
}

/** What reads files and texts of strangers, and therefore happens in a thread that can be ended. */
export interface ReadingTasks {
  /** Reads the files again. */
  'open-model': Task<{ path: string }, ModelInfo>
  /** Reads all of the files of the model as it was last opened. */
  'identify-model': Task<{ path: string }, { stamp: string; identity: ModelIdentity }>
  /** With the model as it was last opened, as is the next. */
  'check-prompts': Task<ModelPrompts, CheckedPrompts>
  'prepare-prompts': Task<{ path: string; rows: PromptRow[]; config: MeasuredPrompts }, PreparedPrompts>
  /** What a folder of the cache holds, without opening it. */
  'glance-at-model': Task<{ folder: string }, Architecture>
  /** A config.json that was not downloaded yet. */
  'read-config': Task<{ text: string }, Architecture>
  /** `path`: the model whose tokens count. */
  'parse-prompts': Task<Omit<PromptSourceArgs, 'model'> & { path?: string }, ReadPrompts>
  'map-prompts': Task<{ preview: CheckedArgsOf<'prompts.map'> }, PromptRow[]>
  /** With the model as it was last opened; null: for any. */
  'make-prompts': Task<{ path: string | null; request: MakePrompts }, MadePrompts>
  'read-circuit': Task<{ text: string; fileName: string }, ReadCircuit>
}
export type TaskName = keyof ReadingTasks
export type TaskArgs<N extends TaskName> = ReadingTasks[N]['args']
export type TaskResult<N extends TaskName> = ReadingTasks[N]['result']

export type ToReader =
  | { kind: 'task'; name: TaskName; args: unknown }
  /** The model was opened again in another thread. */
  | { kind: 'forget'; path: string }

export type FromReader =
  | { kind: 'done'; result: unknown }
  | { kind: 'failed'; error: ErrorData }
  /** The event loop turned: the step before it has ended. */
  | { kind: 'turned' }
  /** What is being read from now on: a file, or a text by a tokenizer with these patterns. */
  | { kind: 'reading'; what: Reading }

export interface Reading {
  /** Path of the file, or of the tokenizer that splits a text. */
  file: string
  /** Patterns of the tokenizer, which may never end on some texts. */
  patterns: string[]
}

/** Begins with the length of the text in bytes, 0 between texts, and with how many were begun, both as 32-bit numbers. */
export const TEXT_OFFSET = 8
/** How much of the text that is being split is kept in memory that both sides see; a blocked thread sends no messages. */
export const SHARED_BYTES = 256
