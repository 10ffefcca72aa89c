import { z } from 'zod'
import { MAX_ANSWERS, MAX_PROMPT_ROWS } from './limits'
import { METRIC_NEEDS, type MetricName } from './metric'
import type { Token } from './model'

const text = z.union([z.string(), z.array(z.number().int().nonnegative())])
const answer = z.union([z.string(), z.number().int().nonnegative()])

/** One clean/corrupt pair. Texts may be token ids (as AutoCircuit allows), answers likewise. */
export const promptRowSchema = z.object({
  clean: text,
  corrupt: text,
  answers: z.array(answer).max(MAX_ANSWERS),
  wrongAnswers: z.array(answer).max(MAX_ANSWERS),
  /** Index of the token (BOS counted) whose prediction is measured; the last token without it. */
  position: z.number().int().nonnegative().optional(),
})
export type PromptRow = z.infer<typeof promptRowSchema>

/** A row as files of prompts have it. */
export interface PromptFileRow extends Omit<PromptRow, 'wrongAnswers'> {
  wrong_answers: PromptRow['wrongAnswers']
}

export function rowsForFile(rows: readonly PromptRow[]): PromptFileRow[] {
  return rows.map(({ wrongAnswers, ...row }) => ({ ...row, wrong_answers: wrongAnswers }))
}

/**
 * Beginning-of-text token: `tokenizer` = what the model's own tokenizer does, `prepend` = always one
 * in front, `none` = never. Rows given as ids are taken as they are.
 */
export const BOS_CHOICES = ['tokenizer', 'prepend', 'none'] as const
export type BosChoice = (typeof BOS_CHOICES)[number]

export const promptSetSchema = z.object({
  name: z.string().min(1),
  bos: z.enum(BOS_CHOICES).default('tokenizer'),
  rows: z.array(promptRowSchema).max(MAX_PROMPT_ROWS),
  /** Notes made when the rows were read: ignored columns, how a file was decoded. Part of a run's record. */
  notes: z.array(z.string()).optional(),
})
export type PromptSet = z.infer<typeof promptSetSchema>

export interface PromptSetSummary {
  id: string
  name: string
  rowCount: number
  updatedAt: number
  /** Ships with the program; cannot be deleted or overwritten. */
  bundled: boolean
}

export type PromptField = 'clean' | 'corrupt' | 'answers' | 'wrongAnswers' | 'row'

/** Why a row cannot run: one sentence with what to do, and the field it belongs to. */
export interface PromptProblem {
  field: PromptField
  message: string
  /** The side has no answer: it blocks the metrics that read it (`METRIC_NEEDS`), no others. */
  isMissing?: boolean
}

/** Whether a problem keeps a run with this metric from starting. */
export function blocks({ field, isMissing }: PromptProblem, metric: MetricName): boolean {
  if (!isMissing || (field !== 'answers' && field !== 'wrongAnswers')) return true
  return METRIC_NEEDS[metric][field]
}

export interface CheckedRow {
  clean: Token[]
  corrupt: Token[]
  answers: Token[]
  wrongAnswers: Token[]
  /** Index of the token whose next-token prediction is measured (the last). -1 while empty. */
  answerPosition: number
  /** Whether the first token is BOS. */
  startsWithBos: boolean
  /** Positions at which clean and corrupt differ. */
  differences: number[]
  problems: PromptProblem[]
  /** Sentences about what is probably not meant; they block nothing. */
  notes: string[]
}

export interface CheckedPrompts {
  rows: CheckedRow[]
  /** Problems of the set as a whole, e.g. no rows. */
  problems: string[]
  /** Sentences about the set as a whole; they block nothing. */
  notes: string[]
  /** True when nothing blocks a run. */
  ready: boolean
}

export interface ParsedPrompts {
  /** `table`: rows of clean, corrupt, answer, wrong answer, as pasted from a spreadsheet. */
  format: 'autocircuit-json' | 'eap-ig-csv' | 'jsonl' | 'table'
  rows: PromptRow[]
  /** Where the text says how prompts begin. */
  bos?: BosChoice
  /** e.g. "Ignored: index, comment." */
  notes: string[]
}

/** How long prompts are, in tokens. */
export function lengthsText({ min, max }: { min: number; max: number }): string {
  if (min === max) return `${min} ${min === 1 ? 'token' : 'tokens'} each`
  return `${min} to ${max} tokens (lengths may be mixed across rows)`
}
