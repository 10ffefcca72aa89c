import type { PromptRow, RunConfig } from '../../contract'
import { formatPromptText } from './prompt-text'

const LONGEST = 26

/** A prompt of a run as lists name it: its row counted from 1, and the text itself. */
export interface PromptName {
  /** `#3 When Mary and John…` */
  short: string
  /** The whole text, for a tooltip. */
  full: string
}

/** `row` counts from 0. The number alone where the run's prompts are not known. */
export function promptName(config: Pick<RunConfig, 'prompts'> | null, row: number): PromptName {
  const found = config?.prompts.rows[row]
  return found ? namePrompt(found.clean, row) : { short: `#${row + 1}`, full: `#${row + 1}` }
}

export function namePrompt(clean: PromptRow['clean'], row: number): PromptName {
  const number = `#${row + 1}`
  const text = formatPromptText(clean)
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text
  return { short: `${number} ${start}`, full: `${number} ${text}` }
}
