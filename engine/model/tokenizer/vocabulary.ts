import { MAX_TOKEN_ID } from '../../../contract'
import { isObject } from '../read-file'

/** Pieces and their ids, of the `model` of a tokenizer.json; of Unigram the vocabulary is a list. */
export function vocabularyOf(model: unknown): Map<string, number> {
  const vocabulary = isObject(model) ? model.vocab : null
  const entries: [unknown, unknown][] = Array.isArray(vocabulary)
    ? (vocabulary as unknown[]).map((entry, id) => [Array.isArray(entry) ? entry[0] : null, id])
    : Object.entries(isObject(vocabulary) ? vocabulary : {})
  return new Map(
    entries.filter(
      (entry): entry is [string, number] => typeof entry[0] === 'string' && typeof entry[1] === 'number',
    ),
  )
}

export function isTokenId(id: unknown): id is number {
  return Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) <= MAX_TOKEN_ID
}
