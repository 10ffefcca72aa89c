import {
  measuredRows,
  promptTokensText,
  type ExplainedPrompt,
  type PromptRow,
  type RunConfig,
} from '../../contract'
import { shortened } from '../widgets/format'
import { formatPromptText } from './prompt-text'

const LONGEST = 26
/** Of the whole text: what is measured on may be pages long. */
const MOST_TOKENS = 100

/** A prompt of a run as lists name it: its row counted from 1, and the text itself. */
export interface PromptName {
  /** `#3 When Mary and John…` */
  short: string
  /** The whole text, for a tooltip. */
  full: string
}

/**
 * Of a measured prompt by its index, from 0; `rows` are the rows of the set that were measured, without them those of the
 * run's method. The number alone where the run's prompts are not known.
 */
export function promptName(
  config: Pick<RunConfig, 'prompts' | 'method'> | null,
  prompt: number,
  rows?: readonly number[],
): PromptName {
  const row = (rows ?? (config ? measuredRows(config) : []))[prompt] ?? prompt
  const found = config?.prompts.rows[row]
  return found ? namePrompt(found.clean, row) : { short: `#${row + 1}`, full: `#${row + 1}` }
}

export function namePrompt(clean: PromptRow['clean'], row: number): PromptName {
  return nameText(formatPromptText(clean), row)
}

/** The same of the tokens of a prompt that is explained. */
export function nameExplained({ row, clean }: Pick<ExplainedPrompt, 'row' | 'clean'>): PromptName {
  return nameText(promptTokensText(clean, MOST_TOKENS).replace(/\s+/g, ' '), row)
}

function nameText(text: string, row: number): PromptName {
  const number = `#${row + 1}`
  return { short: `${number} ${shortened(text, LONGEST)}`, full: `${number} ${text}` }
}
