import type { AnswerReading, CheckedRow } from './prompts'

/** How the answers of a set were read. */
export interface AnswerTally {
  spaced: number
  bare: number
  /** Rows whose answers are read with a space that was not typed. */
  spaceAdded: number
  /** Rows whose answers are read without the space that was typed. */
  spaceTaken: number
  /** Rows in which the other reading is one token as well. */
  choices: number
  /** The token at which the first row of each kind is measured. */
  example: { spaced?: string; bare?: string }
}

type Read = Pick<CheckedRow, 'answers' | 'wrongAnswers' | 'reading'>

export function answerTally(rows: readonly Read[]): AnswerTally {
  const tally: AnswerTally = { spaced: 0, bare: 0, spaceAdded: 0, spaceTaken: 0, choices: 0, example: {} }
  for (const { answers, wrongAnswers, reading } of rows) {
    if (!reading || reading.taken === 'mixed') continue
    const { taken, isChanged, isChoice } = reading
    tally[taken]++
    if (isChanged) tally[taken === 'spaced' ? 'spaceAdded' : 'spaceTaken']++
    if (isChoice) tally.choices++
    tally.example[taken] ??= [...answers, ...wrongAnswers][0]?.text
  }
  return tally
}

/** What is said of how a set's answers were read; none of it blocks a run. */
export function answerSetNotes(rows: readonly Read[], wish: AnswerReading = 'auto'): string[] {
  const { spaced, bare, spaceAdded, spaceTaken, choices, example } = answerTally(rows)
  const notes: string[] = []
  const like = (text: string | undefined) => (text === undefined ? '' : `, as in ${JSON.stringify(text)}`)
  if (spaceAdded > 0)
    notes.push(
      `${inRows(spaceAdded)} the answers are read with a space in front that was not typed${like(example.spaced)}.`,
    )
  if (spaceTaken > 0)
    notes.push(
      `${inRows(spaceTaken)} the answers are read without the space that was typed${like(example.bare)}.`,
    )
  if (choices > 0 && wish === 'auto' && spaceAdded > 0)
    notes.push(
      `${inRows(choices)} they would be one token each without it, too: ask for answers "typed" to measure those.`,
    )
  if (spaced > 0 && bare > 0)
    notes.push(`${inRows(spaced)} the answers begin with a space, ${inRows(bare).toLowerCase()} they do not.`)
  return notes
}

function inRows(count: number): string {
  return count === 1 ? 'In 1 row' : `In ${count.toLocaleString('en-US')} rows`
}

/** Fewer ids than this say nothing. */
const FEWEST_IDS = 4
/** Of a right set hardly any id is odd; of ids of another tokenizer about a third, the pieces that begin within a word. */
const ODD_SHARE = 0.25

/** A sentence where token ids look as if they belonged to another tokenizer; else null. */
export function foreignIdsNote(rows: readonly Pick<CheckedRow, 'oddIds'>[]): string | null {
  let [odd, of] = [0, 0]
  const examples = new Set<string>()
  for (const { oddIds } of rows) {
    if (!oddIds) continue
    odd += oddIds.odd
    of += oddIds.of
    if (oddIds.example !== undefined && examples.size < 3) examples.add(JSON.stringify(oddIds.example))
  }
  if (of < FEWEST_IDS || odd < ODD_SHARE * of) return null
  const such = examples.size > 0 ? ` (${[...examples].join(', ')})` : ''
  const counts = `${odd.toLocaleString('en-US')} of ${of.toLocaleString('en-US')}`
  const what =
    examples.size > 0
      ? 'answers given as token ids would hardly follow their prompts'
      : 'prompts given as token ids read as no text'
  return `${counts} ${what}${such}: the ids may belong to another tokenizer.`
}
