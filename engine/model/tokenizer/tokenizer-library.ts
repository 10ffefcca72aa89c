import { Tokenizer } from '@huggingface/tokenizers'
import { MAX_TOKEN_ID, PatchbayError, shown } from '../../../contract'
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
const MODEL_KINDS = ['BPE', 'Unigram', 'WordPiece', 'WordLevel']
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
  checkModel(json.model)
  checkAddedTokens(json.added_tokens ?? [])
  checkPartCount(json.normalizer, 'normalizer')
  checkPartCount(json.pre_tokenizer, 'pre_tokenizer')
  checkPartCount(json.decoder, 'decoder')
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

/**
 * The file with the kind of its model. Older files leave that out; it shows in what the model has, as in the Python
 * library: merges are of BPE, scores of Unigram. The JavaScript library would look up whole words and apply no merges.
 * @throws PatchbayError (bad-input) for an unknown kind.
 */
export function withModelKind(json: Json): Json {
  const { model } = json
  if (!isObject(model)) return json
  const { type = null } = model
  if (typeof type === 'string' && MODEL_KINDS.includes(type)) return json
  if (type === null) return { ...json, model: { ...model, type: kindOf(model) } }
  throw wrong(`model.type must be one of ${MODEL_KINDS.join(', ')}, not ${shown(type, 40)}`)
}

function kindOf(model: Json): string {
  if (Array.isArray(model.vocab)) return 'Unigram'
  if (Array.isArray(model.merges)) return 'BPE'
  return 'max_input_chars_per_word' in model ? 'WordPiece' : 'WordLevel'
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

function wrong(what: string): PatchbayError {
  return new PatchbayError('bad-input', `tokenizer.json: ${what}; download it again.`)
}

const isTokenId = (id: unknown) =>
  Number.isSafeInteger(id) && (id as number) >= 0 && (id as number) <= MAX_TOKEN_ID

/** A vocabulary is `{piece: id}`, or `[[piece, score], ...]` of Unigram; merges are "a b" or ["a", "b"]. */
function checkModel(model: unknown): void {
  if (!isObject(model) || (!isObject(model.vocab) && !Array.isArray(model.vocab))) {
    throw new PatchbayError(
      'bad-input',
      'tokenizer.json is not a tokenizer: it has no model with a vocabulary.',
    )
  }
  if (Array.isArray(model.vocab)) {
    checkPieces(model.vocab)
    checkUnknown(model.unk_id, model.vocab.length)
  } else checkIds(model.vocab)
  checkMerges(model.merges)
}

/** Of Unigram: the index of the piece that stands for what is unknown. */
function checkUnknown(id: unknown, pieces: number): void {
  if (id === undefined || id === null) return
  if (!isTokenId(id) || (id as number) >= pieces)
    throw wrong(`model.unk_id must be the id of a token, not ${shown(id, 40)}`)
}

function checkIds(vocab: Record<string, unknown>): void {
  for (const [piece, id] of Object.entries(vocab)) {
    if (!isTokenId(id))
      throw wrong(`the token ${shown(piece, 40)} of model.vocab has the id ${shown(id, 40)}`)
  }
}

function checkPieces(vocab: unknown[]): void {
  vocab.forEach((entry, i) => {
    const isPiece = Array.isArray(entry) && typeof entry[0] === 'string' && typeof entry[1] === 'number'
    if (!isPiece) throw wrong(`model.vocab[${i}] must be [text, score], not ${shown(entry, 40)}`)
  })
}

function checkMerges(merges: unknown): void {
  if (merges === undefined || merges === null) return
  if (!Array.isArray(merges)) throw wrong('model.merges must be a list')
  merges.forEach((merge: unknown, i) => {
    const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge
    const isPair =
      Array.isArray(parts) && parts.length === 2 && parts.every((part) => typeof part === 'string')
    if (!isPair) throw wrong(`model.merges[${i}] must be two pieces, not ${shown(merge, 40)}`)
  })
}

/** Each part may double what the one before made of a text; real files have up to eight. */
const MOST_PARTS = 16

function checkPartCount(part: unknown, name: string): void {
  const count = countParts(part)
  if (count > MOST_PARTS) throw wrong(`its ${name} has ${count} parts, at most ${MOST_PARTS} are read`)
}

function countParts(part: unknown): number {
  if (!isObject(part)) return 0
  const inner = [part.normalizers, part.pretokenizers, part.decoders].filter(Array.isArray).flat()
  return inner.length === 0 ? 1 : inner.reduce((sum: number, one) => sum + countParts(one), 0)
}

function checkAddedTokens(added: unknown): void {
  if (!Array.isArray(added)) throw wrong('added_tokens must be a list')
  added.forEach((token: unknown, i) => {
    if (isObject(token) && typeof token.content === 'string' && isTokenId(token.id)) return
    throw wrong(`added_tokens[${i}] must be {id, content}, not ${shown(token, 40)}`)
  })
}
