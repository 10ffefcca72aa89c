import type { PromptRow, PromptSet } from '../prompts'

/** A number for people: six digits are what float32 has. */
export function numberText(value: number | null): string {
  if (value === null) return '-'
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value)
}

/** With its sign: of effects, changes and harms. */
export function signedText(value: number | null): string {
  return value !== null && value > 0 ? `+${numberText(value)}` : numberText(value)
}

const LONGEST_PROMPT = 60

/** `row 3: "When Mary and John..."`; `row` counts from 0. */
export function promptText(config: { prompts: PromptSet } | null, row: number): string {
  const prompt = config?.prompts.rows[row]
  return prompt ? promptLine(prompt.clean, row) : `row ${row + 1}`
}

export function promptLine(clean: PromptRow['clean'], row: number): string {
  const text = JSON.stringify(clean)
  return `row ${row + 1}: ${text.length > LONGEST_PROMPT ? `${text.slice(0, LONGEST_PROMPT - 3)}...` : text}`
}
