import type { AnswerInstead } from '../../contract'
import { formatPlural } from '../widgets/format'
import type { DraftRow } from './prompt-draft'
import { usePrompts } from './prompt-store'
import { formatAnswers, parseAnswers } from './prompt-text'
import { changeDraft } from './prompts'
import { changeWithUndo } from './read-rows'

/** Puts the token in the place of the answer that is none, or takes white space off the ends of all prompts; with undo. */
export function takeInstead(row: DraftRow, field: 'answers' | 'wrongAnswers', instead: AnswerInstead): void {
  if (instead.kind === 'token') {
    const text = withInstead(row[field], instead)
    return changeDraft({ type: 'edit', key: row.key, field, text })
  }
  const { rows } = usePrompts.getState().draft
  const count = rows.filter(({ clean, corrupt }) => /\s$/.test(clean) || /\s$/.test(corrupt)).length
  const message = `The space was taken off the end of the prompts in ${formatPlural(count, 'row')}.`
  changeWithUndo({ type: 'trim' }, message)
}

/** The field's text with the other answer in it. */
export function withInstead(
  text: string,
  { typed, write }: Pick<Extract<AnswerInstead, { kind: 'token' }>, 'typed' | 'write'>,
): string {
  return formatAnswers(parseAnswers(text).map((answer) => (answer === typed ? write : answer)))
}
