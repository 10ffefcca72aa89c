import type { PromptRow, RunConfig } from '../../../contract'

const LONGEST = 60

/** `row 3: "When Mary and John..."`; `row` counts from 0. */
export function promptText(config: Pick<RunConfig, 'prompts'> | null, row: number): string {
  const prompt = config?.prompts.rows[row]
  return prompt ? promptLine(prompt.clean, row) : `row ${row + 1}`
}

export function promptLine(clean: PromptRow['clean'], row: number): string {
  const text = JSON.stringify(clean)
  return `row ${row + 1}: ${text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text}`
}
