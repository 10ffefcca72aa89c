import { measuredRows } from '../prompt-split'
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

/** `1 edge scored`, `12 edges scored` */
export function countText(count: number, one: string, done: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : `${one}s`} ${done}`
}

const LONGEST_PROMPT = 60

/** What a run measured, as far as it matters to its prompts. */
export interface MeasuredConfig {
  method: string
  prompts: PromptSet
}

/**
 * `row 3: "When Mary and John..."` of a measured prompt by its index, from 0. `rows`: the rows of the set that were
 * measured; without them, those of the run's method.
 */
export function promptText(config: MeasuredConfig | null, prompt: number, rows?: readonly number[]): string {
  const row = (rows ?? (config ? measuredRows(config) : []))[prompt] ?? prompt
  const found = config?.prompts.rows[row]
  return found ? promptLine(found.clean, row) : `row ${row + 1}`
}

export function promptLine(clean: PromptRow['clean'], row: number): string {
  const text = JSON.stringify(clean)
  return `row ${row + 1}: ${text.length > LONGEST_PROMPT ? `${text.slice(0, LONGEST_PROMPT - 3)}...` : text}`
}
