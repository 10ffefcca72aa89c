import { z } from 'zod'
import { columnMappingSchema, columnsOption, type ColumnMapping } from './column-mapping'
import { PatchbayError } from './error'
import { shownNames } from './limits'
import { choicesOf, rowsForFile } from './prompts'
import type { BosChoice, PromptChoices, PromptFileRow, PromptRow, PromptSet } from './prompts'

/** A file as it is, whatever it holds. */
export const namedBytesSchema = z.object({
  fileName: z.string().min(1),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be the bytes of a file'),
})
export type NamedBytes = z.infer<typeof namedBytesSchema>

/** What is to be read: pasted text or a file, and what was chosen for it. */
export const promptSourceArgs = z.object({
  /** Pasted text; not with `file`. */
  text: z.string().optional(),
  /** Name of what `text` was read from. */
  fileName: z.string().optional(),
  file: namedBytesSchema.optional(),
  /** The other file of a pair that is one set together: clean prompts in one, corrupt in the other. */
  partner: namedBytesSchema.optional(),
  mapping: columnMappingSchema.optional(),
  /** By the names of `PromptOption`. */
  options: z.record(z.string(), z.string()).optional(),
  /** A model whose tokenizer says which pairs are of the same length, for layouts that leave the others out. */
  model: z.string().min(1).optional(),
})
export type PromptSourceArgs = z.infer<typeof promptSourceArgs>

/** A choice that a layout leaves open. */
export interface PromptOption {
  /** `corrupt`: which column or counterfactual holds the corrupt prompts; `verbs`: singular and plural forms. */
  name: 'corrupt' | 'verbs'
  title: string
  chosen: string
  /** What it is chosen from; a text of one's own without. */
  values?: string[]
}

/** Prompts that were read. */
export interface ParsedPrompts {
  kind: 'rows'
  /** What was recognised, for people: `AutoCircuit JSON`, `Faithfulness IOI (CSV)`, `Columns of one's own`. */
  layout: string
  rows: PromptRow[]
  /** Where the file says how prompts begin. */
  bos?: BosChoice
  /** How the code that such files are made for begins prompts, where the file does not say it; `why` is a sentence. */
  proposedBos?: { bos: BosChoice; why: string }
  /** What the file says of the set as a whole. */
  choices?: PromptChoices
  /** What can be chosen at import; `chosen` is how these rows were read. */
  options?: PromptOption[]
  /** How the columns were read, where they were mapped. */
  mapping?: ColumnMapping
  /** e.g. "Ignored: index, comment." */
  notes: string[]
}

/** A table of which it is not known which column is what. */
export interface UnmappedColumns {
  kind: 'columns'
  /** e.g. `CSV`, `Parquet`. */
  container: string
  columns: string[]
  /** The first rows, their cells as text, by column. */
  rows: string[][]
  /** Whether the cells were texts, as in CSV; else values of JSON, which `rows` has as JSON. */
  isText: boolean
  rowCount: number
  /** What the names and cells suggest, or what was chosen for these columns before. */
  suggested: Partial<ColumnMapping>
  /** `suggested` is what was chosen for the same columns before. */
  isRemembered?: boolean
  notes: string[]
}

/** Pairs of words without prompts (function vectors): word lists of a template. */
export interface WordLists {
  kind: 'words'
  layout: string
  lists: { name: string; words: string[] }[]
  notes: string[]
}

export type ReadPrompts = ParsedPrompts | UnmappedColumns | WordLists

/** The rows of what was read. @throws PatchbayError (bad-input) where there are none without a person's choice. */
export function rowsOf(read: ReadPrompts): ParsedPrompts {
  if (read.kind === 'rows') return read
  if (read.kind === 'columns') throw new PatchbayError('bad-input', unknownColumns(read))
  const named = shownNames(read.lists.map(({ name }) => name))
  const what = `These are pairs of words (${named}), not prompts`
  throw new PatchbayError('bad-input', `${what}: use them as word lists of a template.`)
}

function unknownColumns({ columns, suggested }: UnmappedColumns): string {
  const how = `name them, on the command line with --columns ${columnsOption(suggested)}`
  return `It is not known which columns are the prompts and answers (there are ${shownNames(columns)}): ${how}.`
}

/** Our own file of a prompt set; other programs read `prompts` of it. */
export interface PromptFile {
  name?: string
  bos: BosChoice
  answer_reading?: PromptChoices['answerReading']
  split?: PromptChoices['split']
  labels?: PromptChoices['labels']
  source?: PromptChoices['source']
  notes?: string[]
  prompts: PromptFileRow[]
}

/** A set as `prompts.parse` reads it again: nothing of it is lost. */
export function promptFile({ name, bos, notes, rows, ...rest }: PromptSet): PromptFile {
  const { answerReading, ...choices } = choicesOf(rest)
  return {
    name,
    bos,
    ...(answerReading !== undefined && { answer_reading: answerReading }),
    ...choices,
    ...(notes !== undefined && notes.length > 0 && { notes }),
    prompts: rowsForFile(rows),
  }
}

/** Whether a file is the clean one of a PEAP pair of files; by its name, as both have the same columns. */
export function isCleanOfPair(fileName: string): boolean {
  return /_clean\b/i.test(fileName)
}
