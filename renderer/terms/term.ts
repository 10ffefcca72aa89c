import type { DocName } from '../help/doc-names'

/** A word of the field, or of this program, that explains itself where it heads a column, a field or a card. */
export interface Term {
  /** How it is written; the first is its title. Case does not matter. */
  words: readonly [string, ...string[]]
  /** One or two sentences, which say what docs/ defines in full. */
  text: string
  /** Where: a page of docs/, and an id in it. */
  doc: readonly [page: DocName, id: string]
}
