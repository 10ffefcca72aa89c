import { PatchbayError } from '../../../contract'

/** What a list lacks, in the words of `wanted`: `names of two pronouns`. */
export function tooFew(list: string, wanted: string): PatchbayError {
  const what = `Of the word list ${list} this tokenizer can use no ${wanted}`
  return new PatchbayError('bad-input', `${what}: add words.`)
}
