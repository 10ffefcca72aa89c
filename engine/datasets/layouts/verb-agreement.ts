import { PatchbayError, type PromptOption } from '../../../contract'
import { bad, promptOf } from '../reading/cells'
import type { Records } from '../reading/records'
import { PREPENDS } from './faithfulness'
import { eachRow, hasColumns, type Layout, type LayoutContext } from './layout'
import { fieldColumns } from './plain-rows'
import { VERBS } from './verbs'

interface VerbPair {
  singular: string
  plural: string
}

/**
 * Subject-verb agreement of the faithfulness repository: only the number of the clean subject is in the file. The
 * answers are the verbs of that number, the wrong ones those of the other, from a list that can be changed.
 */
export const VERB_AGREEMENT: Layout = {
  name: 'Faithfulness subject-verb agreement',
  prependsBos: PREPENDS,
  recognises: (records) => hasColumns(records, 'clean', 'corrupted', 'plural') && !hasAnswers(records),
  read: (records, context) => {
    const all = verbPairs(context.options.verbs ?? VERBS)
    const single = all.filter((pair) => isSingle(pair, context))
    // Where none is, all stay: the rows say it, and the list can be changed.
    const verbs = single.length > 0 ? single : all
    const singular = verbs.map((pair) => pair.singular)
    const plural = verbs.map((pair) => pair.plural)
    const rows = eachRow(records, (record, cell) => {
      const isPlural = numberOf(record.plural, cell('plural').row) === 'plural'
      return {
        clean: promptOf(record.clean, cell('clean')),
        corrupt: promptOf(record.corrupted, cell('corrupted')),
        answers: isPlural ? plural : singular,
        wrongAnswers: isPlural ? singular : plural,
      }
    })
    const left = all.length - single.length
    return {
      rows,
      choices: { answerReading: 'spaced' },
      options: [option(context.options.verbs ?? VERBS)],
      used: ['clean', 'corrupted', 'plural'],
      notes: [
        `The answers are the forms of ${verbs.length} verbs of the number that "plural" says, the wrong answers the others.`,
        ...(left > 0 ? [leftText(left, verbs.length)] : []),
      ],
    }
  },
}

/** Answers in the file itself are those that are meant. */
function hasAnswers({ columns }: Records): boolean {
  const { answers, answerIds } = fieldColumns(columns)
  return answers.length + answerIds.length > 0
}

function leftText(left: number, taken: number): string {
  if (left === taken) return 'None of the verbs is one token under the open model: write others.'
  return `${left} verbs of the list are more than one token and were left out.`
}

function option(chosen: string): PromptOption {
  return { name: 'verbs', title: 'Verbs, singular and plural, one pair a line', chosen }
}

function verbPairs(list: string): VerbPair[] {
  const lines = list.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line, index) => {
    const words = line.trim().split(/[\s,;/]+/)
    if (words.length === 2) return { singular: words[0], plural: words[1] }
    throw new PatchbayError(
      'bad-input',
      `Line ${index + 1} of the verbs must be a singular and a plural form, such as "is are".`,
    )
  })
}

function isSingle({ singular, plural }: VerbPair, { tokenCount }: LayoutContext): boolean {
  if (tokenCount === null) return true
  // As they continue a text: some tokenizers put a space of their own in front of one.
  return [singular, plural].every((verb) => tokenCount(`They ${verb}`) - tokenCount('They') === 1)
}

function numberOf(value: unknown, row: number): 'singular' | 'plural' {
  const text = String(value).trim().toLowerCase()
  if (['1', '1.0', 'true'].includes(text)) return 'plural'
  if (['0', '0.0', 'false'].includes(text)) return 'singular'
  throw bad({ name: 'plural', row }, 'must be 1 (the clean subject is plural) or 0.')
}
