import { z } from 'zod'
import {
  MAX_ANSWERS,
  MAX_LABEL_LENGTH,
  MAX_PROMPT_LENGTH,
  MAX_PROMPT_ROWS,
  MAX_SEED,
  MAX_SPAN_NAME_LENGTH,
  MAX_SPANS,
  MAX_TEMPLATE_LENGTH,
} from './limits'
import { METRIC_NEEDS, type MetricName } from './metric'
import type { Token } from './model'

const text = z.union([z.string(), z.array(z.number().int().nonnegative())])
const answer = z.union([z.string(), z.number().int().nonnegative()])

/**
 * A named stretch of a row's tokens, its first and last included. Tokens are counted from 0 as the row's text has them: a
 * BOS that is put in front is not counted, so that a span stays where it is whatever BOS is chosen.
 */
export const spanSchema = z
  .object({
    name: z.string().trim().min(1).max(MAX_SPAN_NAME_LENGTH),
    from: z.number().int().nonnegative(),
    to: z.number().int().nonnegative(),
  })
  .refine(({ from, to }) => from <= to, 'a span ends where it begins or later')
export type Span = z.infer<typeof spanSchema>

/** One clean/corrupt pair. Texts may be token ids (as AutoCircuit allows), answers likewise. */
export const promptRowSchema = z.object({
  clean: text,
  corrupt: text,
  answers: z.array(answer).max(MAX_ANSWERS),
  wrongAnswers: z.array(answer).max(MAX_ANSWERS),
  /** Index of the token (BOS counted) whose prediction is measured; the last token without it. */
  position: z.number().int().nonnegative().optional(),
  spans: z.array(spanSchema).max(MAX_SPANS).optional(),
  /** What the row was made from; rows of one template stay together in a split by template. */
  template: z.string().min(1).max(MAX_TEMPLATE_LENGTH).optional(),
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
 * Beginning-of-text token: `yes` = always one in front, `no` = never, `tokenizer` = what the model's own tokenizer
 * does. Rows given as ids are taken as they are.
 */
export const BOS_CHOICES = ['yes', 'no', 'tokenizer'] as const
export type BosChoice = (typeof BOS_CHOICES)[number]

/** What older files and stores call them. */
const OLDER_BOS_WORDS = { prepend: 'yes', none: 'no' } as const
type OlderBosWord = keyof typeof OLDER_BOS_WORDS

/** A choice by its word, or an older one for it; undefined for any other. */
export function bosOfWord(word: unknown): BosChoice | undefined {
  if (word === 'prepend' || word === 'none') return OLDER_BOS_WORDS[word]
  return BOS_CHOICES.find((choice) => choice === word)
}

export const bosSchema = z
  .enum([...BOS_CHOICES, ...(Object.keys(OLDER_BOS_WORDS) as OlderBosWord[])])
  .transform((word): BosChoice => bosOfWord(word)!)

/**
 * Which reading of an answer typed as text is taken: `auto` the one that continues the prompt as one token, `spaced` the
 * word with a space in front, `typed` the text as it is.
 */
export const ANSWER_READINGS = ['auto', 'spaced', 'typed'] as const
export type AnswerReading = (typeof ANSWER_READINGS)[number]

/** What a split holds out together. */
export const SPLIT_UNITS = ['row', 'template'] as const

/** Circuits are found on one part of the rows and judged on the other, held out. */
export const promptSplitSchema = z.object({
  seed: z.number().int().nonnegative().max(MAX_SEED),
  /** Share of the rows (or templates) that are held out. */
  heldOut: z.number().gt(0).lt(1),
  by: z.enum(SPLIT_UNITS),
  /** The rows held out, in place of what seed and share give: they stay where the others are resampled. */
  heldOutRows: z.array(z.number().int().nonnegative()).max(MAX_PROMPT_ROWS).optional(),
})
export type PromptSplit = z.infer<typeof promptSplitSchema>

/** How a set came to be. */
const promptSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), fileName: z.string(), layout: z.string() }),
  z.object({
    kind: z.literal('made'),
    task: z.string(),
    seed: z.number().int().nonnegative(),
    options: z.record(z.string(), z.unknown()),
  }),
])
export type PromptSource = z.infer<typeof promptSourceSchema>

/** What is chosen for a set as a whole, beside its BOS. */
export const promptChoicesSchema = z.object({
  /** Without it, `auto`. */
  answerReading: z.enum(ANSWER_READINGS).optional(),
  split: promptSplitSchema.optional(),
  /** What the token at each position is called in prompts that are alike (BOS that is put in front not counted). */
  labels: z.array(z.string().max(MAX_LABEL_LENGTH)).max(MAX_PROMPT_LENGTH).optional(),
  source: promptSourceSchema.optional(),
})
export type PromptChoices = z.infer<typeof promptChoicesSchema>

export const promptSetSchema = promptChoicesSchema.extend({
  name: z.string().min(1),
  bos: bosSchema.default('tokenizer'),
  rows: z.array(promptRowSchema).max(MAX_PROMPT_ROWS),
  /** Notes made when the rows were read: ignored columns, how a file was decoded. Part of a run's record. */
  notes: z.array(z.string()).optional(),
})
export type PromptSet = z.infer<typeof promptSetSchema>

/** How the texts of a set become tokens. */
export type PromptReading = Pick<PromptSet, 'bos' | 'answerReading'>

export function readingOf({ bos, answerReading }: PromptReading): PromptReading {
  return { bos, ...(answerReading && { answerReading }) }
}

/** The choices of a set, without its rows and name. */
export function choicesOf({ answerReading, split, labels, source }: PromptChoices): PromptChoices {
  const all = { answerReading, split, labels, source }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

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
  /** What a click does about an answer that is not one token. */
  instead?: AnswerInstead[]
}

/** What a click does about an answer that is not one token. */
export type AnswerInstead =
  /** The token in the place of the answer that was typed; `write`: a text, or its id where no text gives it. */
  | { kind: 'token'; typed: string; write: string | number; token: Token }
  /** White space at the end of both prompts is taken off. */
  | { kind: 'trim-prompts' }

/** Whether a problem keeps a run with this metric from starting. */
export function blocks({ field, isMissing }: PromptProblem, metric: MetricName): boolean {
  if (!isMissing || (field !== 'answers' && field !== 'wrongAnswers')) return true
  return METRIC_NEEDS[metric][field]
}

/** How the answers of a row that are words were read: with a space in front, without one, or some so, some so. */
export interface AnswerWords {
  taken: 'spaced' | 'bare' | 'mixed'
  /** Whether the other reading would be measured at one token for each of them as well. */
  isChoice: boolean
  /** Whether `taken` is not what was typed. */
  isChanged: boolean
}

/** Token ids of a row that look as if they were another tokenizer's: how many of those that were looked at. */
export interface OddIds {
  odd: number
  of: number
  /** The text of one of them. */
  example?: string
}

export interface CheckedRow {
  clean: Token[]
  corrupt: Token[]
  answers: Token[]
  wrongAnswers: Token[]
  /** How the words among the answers were read; absent where there are none, or their reading makes no difference. */
  reading?: AnswerWords
  /** Absent where the row has no ids to look at. */
  oddIds?: OddIds
  /** Index of the token whose next-token prediction is measured (the last). -1 while empty. */
  answerPosition: number
  /** Whether the first token is BOS. */
  startsWithBos: boolean
  /** Positions at which clean and corrupt differ. */
  differences: number[]
  /** How many tokens were put in front of the row's own; absent where there are none. Spans do not count them. */
  inFront?: number
  /** The row's spans at the positions that the model sees, BOS counted; absent where there are none. */
  spans?: Span[]
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

/** How long prompts are, in tokens. */
export function lengthsText({ min, max }: { min: number; max: number }): string {
  if (min === max) return `${min} ${min === 1 ? 'token' : 'tokens'} each`
  return `${min} to ${max} tokens (lengths may be mixed across rows)`
}
