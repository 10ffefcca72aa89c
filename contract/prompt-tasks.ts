import { z } from 'zod'
import { MAX_SEED } from './limits'
import { bosSchema, type PromptSet } from './prompts'

/** The tasks for which prompts are made; docs/prompt-tasks.md defines each. */
export const PROMPT_TASKS = [
  'ioi',
  'greater-than',
  'docstring',
  'induction',
  'gendered-pronoun',
  'sva',
  'capital-country',
  'coloured-objects',
  'arithmetic',
  'template',
] as const
export type PromptTaskName = (typeof PROMPT_TASKS)[number]

interface OptionBase {
  name: string
  label: string
  help: string
}

export interface ChoiceOption extends OptionBase {
  kind: 'choice'
  values: { value: string; label: string }[]
  default: string
}

export interface NumberOption extends OptionBase {
  kind: 'number'
  min: number
  max: number
  default: number
}

export interface TextOption extends OptionBase {
  kind: 'text'
  default: string
}

export type PromptTaskOption = ChoiceOption | NumberOption | TextOption

/**
 * Words that fill slots of templates. A list of pairs is named `country/capital` and has words such as `France/Paris`: the
 * slots {country1} and {capital1} take both halves of one entry.
 */
export interface WordList {
  name: string
  /** What the words are, for people. */
  label: string
  words: string[]
}

/** What a form or the command line needs to know of a task. */
export interface PromptTask {
  name: PromptTaskName
  title: string
  description: string
  /** Where the task is defined. */
  source: string
  options: PromptTaskOption[]
  /** Sentences with slots; none where the prompts are not made of sentences. */
  templates: string[]
  /** What the slots of the templates are called, and which of them every template must have. */
  slots: { name: string; meaning: string; isNeeded: boolean }[]
  lists: WordList[]
  /** Prompts are made of the vocabulary of a model. */
  needsModel: boolean
}

export const MAX_MADE_ROWS = 10_000
/** What is read of lists and templates at most; the name of a template is kept with each row. */
export const MADE_LIMITS = {
  words: 5_000,
  wordLength: 200,
  templates: 200,
  templateLength: 900,
  optionLength: 2_000,
}

/** What is left out is as the task has it. */
export const makePromptsSchema = z.object({
  task: z.enum(PROMPT_TASKS),
  count: z.number().int().min(1).max(MAX_MADE_ROWS).default(100),
  seed: z.number().int().nonnegative().max(MAX_SEED).default(0),
  options: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  templates: z.array(z.string()).optional(),
  lists: z.record(z.string(), z.array(z.string())).optional(),
  bos: bosSchema.default('tokenizer'),
})
export type MakePrompts = z.infer<typeof makePromptsSchema>

/** Words (or templates) that the loaded tokenizer cannot use. */
export interface LeftOutWords {
  /** The list's name; `templates` for templates. */
  list: string
  count: number
  of: number
  /** Tokens of each word that stays. */
  tokens: number | null
  /** The first few of them. */
  examples: string[]
}

export interface MadePrompts {
  set: PromptSet
  leftOut: LeftOutWords[]
}
