import { answerSetNotes, foreignIdsNote, lengthsText, metricsWithout } from '../../contract'
import type { AnswerReading, CheckedPrompts, CheckedRow } from '../../contract'

/** How many rows a note names by number. */
const NAMED_ROWS = 5

/** Notes on a set as a whole; they block nothing. */
export function setNotes(rows: readonly CheckedRow[], wish?: AnswerReading): string[] {
  const foreign = foreignIdsNote(rows)
  return [
    ...(foreign === null ? [] : [foreign]),
    ...answerSetNotes(rows, wish),
    ...lengthNote(rows),
    ...missingNotes(rows),
  ]
}

/** Every note of checked prompts, those of rows with the numbers of the rows they are about. */
export function promptNotes({ rows, notes }: Pick<CheckedPrompts, 'rows' | 'notes'>): string[] {
  const byText = new Map<string, number[]>()
  rows.forEach((row, i) => {
    for (const note of row.notes) {
      const numbers = byText.get(note) ?? []
      numbers.push(i + 1)
      byText.set(note, numbers)
    }
  })
  return [...notes, ...Array.from(byText, ([note, numbers]) => `${rowsText(numbers)}: ${note}`)]
}

function lengthNote(rows: readonly CheckedRow[]): string[] {
  let [min, max] = [Infinity, 0]
  for (const { clean } of rows) {
    if (clean.length === 0) continue
    min = Math.min(min, clean.length)
    max = Math.max(max, clean.length)
  }
  return min < max ? [`The prompts have ${lengthsText({ min, max })}.`] : []
}

function missingNotes(rows: readonly CheckedRow[]): string[] {
  return (['answers', 'wrongAnswers'] as const).flatMap((side) => {
    const lacking = rows.flatMap((row, i) => (row.clean.length > 0 && row[side].length === 0 ? [i + 1] : []))
    if (lacking.length === 0) return []
    const name = side === 'answers' ? 'no answer' : 'no wrong answer'
    const without = metricsWithout(side).join(', ')
    return [`${rowsText(lacking)}: ${name}, so that ${without} cannot be measured.`]
  })
}

/** `Row 3`, `Rows 1, 4`, `Rows 1, 2, 3, 4, 5 and 95 more`. */
function rowsText(numbers: readonly number[]): string {
  if (numbers.length === 1) return `Row ${numbers[0]}`
  const named = `Rows ${numbers.slice(0, NAMED_ROWS).join(', ')}`
  return numbers.length > NAMED_ROWS ? `${named} and ${numbers.length - NAMED_ROWS} more` : named
}
