import { Tokenizer } from '@huggingface/tokenizers'
import { PatchbayError, shown } from '../../../contract'
import { checkParts } from './check-parts'
import { textToIds, type TextToIds } from './encode-text'
import { isObject } from '../read-file'
import { vocabularyOf } from './vocabulary'

/** Parts that the library takes as absent when they are null; it wants added_tokens to be a list. */
const NO_PARTS = {
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
  added_tokens: [] as unknown[],
}
type Json = Record<string, unknown>
type PartName = keyof typeof NO_PARTS
const PART_NAMES = Object.keys(NO_PARTS) as PartName[]

/** The library's tokenizer, and the way from a text to ids that is made of its parts. */
export interface CreatedTokenizer {
  tokenizer: Tokenizer
  toIds: TextToIds
}

/**
 * A tokenizer made from tokenizer.json.
 * @throws PatchbayError (bad-input) naming the part of the file that is wrong, here and where a text is split: some
 * parts are looked at only then.
 */
export function createTokenizer(json: Json, settings: object): CreatedTokenizer {
  checkParts(json)
  const parts = { ...json, ...presentParts(json) }
  try {
    return withSentences(create(parts, settings))
  } catch (error) {
    throw cannotBeUsed(error, () => partThatFails(parts, settings))
  }
}

/** What splits and changes texts is not the library's: it need not know those parts. */
function create(parts: Record<string, unknown>, settings: object): CreatedTokenizer {
  const tokenizer = new Tokenizer({ ...parts, normalizer: null, pre_tokenizer: null }, settings)
  separateAddedTokens(tokenizer, parts)
  return { tokenizer, toIds: textToIds(parts, tokenizer) }
}

/** The library puts added tokens into the vocabulary, where WordPiece would find them as the beginning of a word. */
function separateAddedTokens(tokenizer: Tokenizer, { model, added_tokens: added }: Json): void {
  const ids = tokenizer.model!.tokens_to_ids
  const own = vocabularyOf(model)
  const idsOfAdded = new Map(
    (added as { content: string; id: number }[]).map(({ content, id }) => [content, id]),
  )
  for (const content of idsOfAdded.keys()) {
    const id = own.get(content)
    if (id === undefined) ids.delete(content)
    else ids.set(content, id)
  }
  tokenizer.token_to_id = (token) => idsOfAdded.get(token) ?? ids.get(token)
}

/** Regular expressions of the file, outermost first: whoever wrote it decides how long they take. */
export function patternsOf(json: unknown): string[] {
  if (Array.isArray(json)) return json.flatMap(patternsOf)
  if (!isObject(json)) return []
  const own = isObject(json.pattern) && typeof json.pattern.Regex === 'string' ? [json.pattern.Regex] : []
  const parts = [
    json.normalizer,
    json.normalizers,
    json.pre_tokenizer,
    json.pretokenizers,
    json.decoder,
    json.decoders,
  ]
  return [...own, ...parts.flatMap(patternsOf)]
}

/** The same, with methods that fail with a sentence. */
function withSentences({ tokenizer, toIds }: CreatedTokenizer): CreatedTokenizer {
  const cannotSplit = (text: string) => `it cannot split the text ${shown(text, 40)}`
  const { encode, decode } = tokenizer
  tokenizer.encode = inSentences(encode.bind(tokenizer), cannotSplit) as typeof encode
  tokenizer.decode = inSentences(decode.bind(tokenizer), (_ids) => 'its decoder is damaged')
  return {
    tokenizer,
    toIds: {
      encode: inSentences(toIds.encode, cannotSplit),
      addedTokensIn: inSentences(toIds.addedTokensIn, cannotSplit),
    },
  }
}

function inSentences<Args extends unknown[], Result>(
  method: (...args: Args) => Result,
  why: (...args: Args) => string,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return method(...args)
    } catch (error) {
      throw cannotBeUsed(error, () => why(...args))
    }
  }
}

/** The library's own errors are sentences; what JavaScript throws on a part of another shape is none. */
function cannotBeUsed(error: unknown, why: () => string): PatchbayError {
  const isSentence = error instanceof Error && (error.constructor === Error || error instanceof SyntaxError)
  const reason = isSentence ? withoutMissing(error.message.slice(0, 200)) : why()
  return new PatchbayError('bad-input', `tokenizer.json cannot be used: ${reason}.`, { cause: error })
}

/** The library names the type of a part that has none as JavaScript does. */
function withoutMissing(message: string): string {
  return message.replace(/: (undefined|null|\[object Object\])$/, ' (none is named)')
}

function presentParts(json: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(PART_NAMES.map((name) => [name, json[name] ?? NO_PARTS[name]]))
}

/** The part without which the rest can be used. */
function partThatFails(parts: Record<string, unknown>, settings: object): string {
  const failing = PART_NAMES.find((name) => {
    try {
      create({ ...parts, [name]: NO_PARTS[name] }, settings)
      return true
    } catch {
      return false // something else is wrong, or is wrong as well
    }
  })
  return failing === undefined ? 'its model is damaged' : `its ${failing} is damaged`
}
