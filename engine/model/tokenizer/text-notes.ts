import type { TextToIds } from './encode-text'
import { isObject } from '../read-file'

/**
 * Sentences on what may surprise in how a text is read. `hasTable`, `isLlama`: where this program and others may
 * differ; `isFirst`: the text follows no other.
 */
export function notesOn(
  toIds: TextToIds,
  text: string,
  { hasTable, isLlama, isFirst }: { hasTable: boolean; isLlama: boolean; isFirst: boolean },
): string[] {
  const typed = toIds.addedTokensIn(text).filter(({ isSpecial }) => isSpecial)
  const names = [...new Set(typed.map(({ content }) => JSON.stringify(content)))].join(', ')
  const notes: string[] = []
  if (names !== '')
    notes.push(
      `${names} in the text ${typed.length > 1 ? 'are special tokens' : 'is a special token'}, not letters.`,
    )
  if (isLlama && ((isFirst && text.startsWith(' ')) || typed.length > 0))
    notes.push(
      'Versions of the Python library differ on this text, as it begins with a space or has special tokens in it (the class LlamaTokenizer): it is read as tokenizer.json says.',
    )
  if (hasTable && /[^\0-\x7f]/.test(text))
    notes.push(
      'The tokenizer replaces letters by a table of its own; here they are replaced as NFKC does, which may differ in rare letters.',
    )
  return notes
}

/** Whether a normalizer replaces letters by a table that the file carries. */
export function usesTable(part: unknown): boolean {
  if (!isObject(part)) return false
  return part.type === 'Precompiled' || (Array.isArray(part.normalizers) && part.normalizers.some(usesTable))
}
