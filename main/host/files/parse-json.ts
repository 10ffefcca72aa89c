import {
  FILE_LIMITS,
  PatchbayError,
  refuseUnreadable,
  repeatedKey,
  repeatedKeyText,
  type FileLimit,
} from '../../../contract'

/**
 * A file's JSON.
 * @throws PatchbayError (bad-input) naming the file, where it is beyond `limit`, is not JSON, or has a key twice.
 */
export function parseJson(text: string, fileName: string, limit: FileLimit = FILE_LIMITS.circuit): unknown {
  refuseUnreadable(text, fileName, limit)
  const value = parsed(text.replace(/^\uFEFF/, ''), fileName)
  const twice = repeatedKey(text, value)
  if (twice === null) return value
  throw new PatchbayError(
    'bad-input',
    `${fileName} has ${repeatedKeyText(twice)}, and only one of them can count: delete the other.`,
  )
}

function parsed(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PatchbayError('bad-input', `${fileName} is not JSON: ${whyNotJson(text, error as Error)}`, {
      cause: error,
    })
  }
}

/** Python writes NaN and infinities as words that JSON does not have. */
function whyNotJson(text: string, { message }: Error): string {
  const word = /[:[,]\s*(-?Infinity|NaN)\s*[,}\]]/.exec(text)?.[1]
  if (word === undefined || !/Unexpected token '?[NI]|No number after minus/.test(message))
    return `${message}.`
  return `it has ${word} where a number belongs. Write null for a score that is not there.`
}
