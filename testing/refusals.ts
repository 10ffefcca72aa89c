import { PatchbayError } from '../contract'

/** The sentence with which something was refused. @throws the error where it is another one. */
export function sentenceOf(error: unknown): string {
  if (error instanceof PatchbayError && error.code === 'bad-input') return error.message
  throw error
}
