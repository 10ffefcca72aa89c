import type { ComparedPrompt, PairedPrompts, PromptRow } from '../../../../contract'
import type { MeasuredPrompts } from './measured-side'

/** Prompts that both circuits were measured on, as they are written, in the order of A's; null where one has no numbers. */
export function pairedPrompts(a: MeasuredPrompts | null, b: MeasuredPrompts | null): PairedPrompts | null {
  if (!a || !b) return null
  const waiting = new Map<string, number[]>()
  b.forEach(({ prompt }, at) => {
    const text = textOf(prompt)
    waiting.set(text, [...(waiting.get(text) ?? []), at])
  })
  const shared: ComparedPrompt[] = []
  a.forEach(({ row, prompt }, atA) => {
    // A prompt that is there twice is paired twice.
    const atB = waiting.get(textOf(prompt))?.shift()
    if (atB !== undefined) shared.push({ clean: prompt.clean, rowA: row, rowB: b[atB].row, atA, atB })
  })
  return { shared, onlyA: a.length - shared.length, onlyB: b.length - shared.length }
}

function textOf({ clean, corrupt, answers, wrongAnswers }: PromptRow): string {
  return JSON.stringify([clean, corrupt, answers, wrongAnswers])
}
