import { PatchbayError } from '../../contract'

/** Errors: one sentence naming the file. */
export function parseJson(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PatchbayError('bad-input', `${fileName} is not JSON: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}
