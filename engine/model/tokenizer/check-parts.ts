import { PatchbayError, shown } from '../../../contract'
import { isObject } from '../read-file'
import { isTokenId } from './vocabulary'

type Json = Record<string, unknown>

const MODEL_KINDS = ['BPE', 'Unigram', 'WordPiece', 'WordLevel']

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

/** What the library takes unseen. @throws PatchbayError (bad-input) naming the part of tokenizer.json that is wrong. */
export function checkParts(json: Json): void {
  checkModel(json.model)
  checkAddedTokens(json.added_tokens ?? [])
  checkPartCount(json.normalizer, 'normalizer')
  checkPartCount(json.pre_tokenizer, 'pre_tokenizer')
  checkPartCount(json.decoder, 'decoder')
}

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
  if (!isTokenId(id) || id >= pieces)
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

function wrong(what: string): PatchbayError {
  return new PatchbayError('bad-input', `tokenizer.json: ${what}; download it again.`)
}
