import type { Tokenizer } from '@huggingface/tokenizers'
import { AddedTokenSplitter, readAddedToken, type AddedToken, type Section } from './added-tokens'
import { normalizerOf } from './normalizers'
import { preTokenizerOf, type PreTokenize } from './pre-tokenizers'
import { isObject } from '../read-file'

/** Text -> ids by the parts of a tokenizer.json, without special tokens at either end. */
export interface TextToIds {
  /** Ids, undefined where there is no token for what is unknown. */
  encode(text: string): (number | undefined)[]
  /** The added tokens that occur in a text. */
  addedTokensIn(text: string): AddedToken[]
}

/**
 * From text to ids, as the format defines it: added tokens are cut out, what is left is normalized, cut
 * again, split, and given to the vocabulary, which is the library's.
 * @throws Error for parts that nobody knows, or that this program cannot compute.
 */
export function textToIds(json: Record<string, unknown>, library: Tokenizer): TextToIds {
  const model = library.model!
  refuseRandomness(json.model)
  if (isObject(json.model)) addByteFallback(json.model, library)
  const normalizer = normalizerOf(json.normalizer)
  const normalize = (text: string) => (normalizer === null ? text : normalizer(text))
  const split = json.pre_tokenizer ? preTokenizerOf(json.pre_tokenizer) : words(json.model)
  const added = (Array.isArray(json.added_tokens) ? json.added_tokens : []).flatMap(readAddedToken)
  const early = new AddedTokenSplitter(
    added.filter((token) => !token.isNormalized),
    ({ content }) => content,
  )
  const late = new AddedTokenSplitter(
    added.filter((token) => token.isNormalized),
    ({ content }) => normalize(content),
  )
  const idOf = (token: string) => model.tokens_to_ids.get(token) ?? model.unk_token_id
  const known = knownLetters(json.model, model.tokens_to_ids)
  // Piece by piece: what is unknown becomes one token within a piece, never across two.
  const inVocabulary = (text: string, isFirst: boolean) =>
    split({ text, isFirst })
      .map((piece) => known(piece.text))
      .filter((piece) => piece !== '')
      .flatMap((piece) => model._call([piece]).map(idOf))
  const idsOf = (section: Section, wasFirst: boolean) =>
    'token' in section ? [section.token.id] : inVocabulary(section.text, wasFirst && section.start === 0)
  // Where the normalizer removes the first letter, what is left does not begin the text.
  const keepsBeginning = (text: string) => normalize(Array.from(text.slice(0, 2))[0]) !== ''
  const encodeSection = (section: Section) => {
    if ('token' in section) return [section.token.id]
    const isFirst = section.start === 0 && keepsBeginning(section.text)
    return late.split(normalize(section.text)).flatMap((part) => idsOf(part, isFirst))
  }
  return {
    encode: (text) => early.split(text).flatMap(encodeSection),
    addedTokensIn: (text) =>
      early
        .split(text)
        .flatMap((section) => ('token' in section ? [section] : late.split(normalize(section.text))))
        .flatMap((section) => ('token' in section ? [section.token] : [])),
  }
}

/**
 * Without a pre-tokenizer the vocabulary is given whole texts. Where none of its pieces has a '▁' after another
 * letter, no merge reaches from one word into the next: word by word gives the same, and words are remembered.
 */
function words(model: unknown): PreTokenize {
  const isSplit =
    isObject(model) && model.type === 'BPE' && isObject(model.vocab) && model.ignore_merges !== true
  if (!isSplit || !Object.hasOwn(model.vocab as object, '▁')) return (piece) => [piece]
  if (Object.keys(model.vocab as object).some((piece) => /[^▁]▁/.test(piece))) return (piece) => [piece]
  return ({ text, isFirst }) =>
    text.split(/(?<=[^▁])(?=▁)/u).map((word, at) => ({ text: word, isFirst: isFirst && at === 0 }))
}

/** Of BPE without a token for what is unknown: letters that are not in the vocabulary are left out before any merge. */
function knownLetters(model: unknown, ids: ReadonlyMap<string, number>): (piece: string) => string {
  const isLeftOut =
    isObject(model) &&
    model.type === 'BPE' &&
    (model.unk_token ?? null) === null &&
    model.byte_fallback !== true &&
    !model.end_of_word_suffix
  if (!isLeftOut) return (piece) => piece
  return (piece) =>
    model.ignore_merges === true && ids.has(piece)
      ? piece
      : Array.from(piece)
          .filter((letter) => ids.has(letter))
          .join('')
}

function refuseRandomness(model: unknown): void {
  if (!isObject(model)) return
  if (typeof model.dropout === 'number' && model.dropout > 0) {
    throw new Error(
      `"dropout" is ${model.dropout}, so that a text has other tokens each time; set it to null`,
    )
  }
  if (model.type === 'BPE' && model.continuing_subword_prefix) {
    throw new Error('a BPE vocabulary with "continuing_subword_prefix" is not supported')
  }
}

/** Of Unigram vocabularies: what is unknown is spelt in bytes, where these have tokens. The library does so for BPE only. */
function addByteFallback(json: Record<string, unknown>, { model }: Tokenizer): void {
  if (model === null || json.byte_fallback !== true || !Array.isArray(json.vocab)) return
  const bytes = new TextEncoder()
  const { tokens_to_ids: ids } = model
  const spelt = (token: string) => {
    if (ids.has(token)) return [token]
    const names = Array.from(bytes.encode(token), byteName)
    return names.every((name) => ids.has(name)) ? names : [token]
  }
  const plain = model._call.bind(model)
  model._call = (tokens: string[]) => plain(tokens).flatMap(spelt)
}

function byteName(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`
}
