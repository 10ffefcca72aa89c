import type { BosChoice, PromptChoices, PromptOption, PromptRow } from '../../../contract'
import type { Cell } from '../reading/cells'
import type { Records } from '../reading/records'

/** What a layout may ask beside the file itself. */
export interface LayoutContext {
  /** What was chosen for the options of the layout, by their names. */
  options: Record<string, string>
  /** The other file of a pair. */
  partner: Records | null
  /** Of the open model's tokenizer; null without one. */
  tokenCount: ((text: string) => number) | null
}

/** What a layout makes of a file. */
export interface LayoutRows {
  rows: PromptRow[]
  bos?: BosChoice
  choices?: PromptChoices
  /** Choices that the layout leaves open, and how these rows were read. */
  options?: PromptOption[]
  /** Columns, and keys beside the rows, that were read: the others are named as ignored. */
  used: string[]
  notes?: string[]
}

/** One kind of file that people have: how it is recognised, and what its fields mean. */
export interface Layout {
  /** As people call it. */
  name: string
  /** Whether the code that such files are made for puts BOS in front, as a sentence that says so. */
  prependsBos?: string
  /** Whether such a set comes in two files. */
  isPair?: boolean
  recognises(records: Records, context: LayoutContext): boolean
  read(records: Records, context: LayoutContext): LayoutRows
}

export function hasColumns({ columns }: Records, ...names: string[]): boolean {
  return names.every((name) => columns.includes(name))
}

/** Where the cell of a column is; `index` of its row, from 0. */
export function cellIn({ isText }: Records, name: string, index: number): Cell {
  return { name, row: index + 1, isText }
}

/** Each row by a function; `cell` names one of its cells in sentences. */
export function eachRow(
  records: Records,
  read: (record: Record<string, unknown>, cell: (name: string) => Cell) => PromptRow,
): PromptRow[] {
  return records.rows.map((record, index) => read(record, (name) => cellIn(records, name, index)))
}
