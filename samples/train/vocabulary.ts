import { genderOf } from './slots.ts'
import { tokensOf } from './tokens.ts'
import * as templates from './templates.ts'
import * as words from './words.ts'

const BOS = '<bos>'
const UNKNOWN = '<unk>'

/** Id of a token = its index here: what templates say, what fills their slots, and every pair of digits. */
export const VOCABULARY: readonly string[] = [
  ...new Set([
    ...[BOS, UNKNOWN],
    ...Object.values(templates).flatMap((lines) =>
      lines.flatMap((line) => tokensOf(line.replace(/\{\w+\}/g, ' '))),
    ),
    ...Object.values(words).flatMap((list) => (Array.isArray(list) ? list : [])),
    ...words.WOMEN.slice(0, 1)
      .concat(words.MEN[0])
      .flatMap((name) => Object.values(genderOf(name))),
    ...Array.from({ length: 100 }, (_, value) => words.twoDigits(value)),
  ]),
]

const IDS = new Map(VOCABULARY.map((token, id) => [token, id]))

/** @throws Error for a word that no template has. */
export function idOf(token: string): number {
  const id = IDS.get(token)
  if (id === undefined) throw new Error(`"${token}" is not in the vocabulary`)
  return id
}

/** The ids of a text, <bos> in front. */
export function encode(text: string): number[] {
  return [BOS, ...tokensOf(text)].map(idOf)
}

const specialToken = (content: string) => ({
  ...{ id: idOf(content), content, single_word: false, lstrip: false, rstrip: false },
  ...{ normalized: false, special: true },
})

/** Hugging Face tokenizer.json: white space, words, pairs of digits, signs; <bos> in front. */
export const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [specialToken(BOS), specialToken(UNKNOWN)],
  normalizer: null,
  pre_tokenizer: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Whitespace' },
      { type: 'Split', pattern: { Regex: '\\d\\d' }, behavior: 'Isolated', invert: false },
    ],
  },
  post_processor: {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: BOS, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [
      { SpecialToken: { id: BOS, type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
    ],
    special_tokens: { [BOS]: { id: BOS, ids: [idOf(BOS)], tokens: [BOS] } },
  },
  decoder: null,
  model: { type: 'WordLevel', vocab: Object.fromEntries(IDS), unk_token: UNKNOWN },
}

export const TOKENIZER_CONFIG = {
  tokenizer_class: 'PreTrainedTokenizerFast',
  bos_token: BOS,
  unk_token: UNKNOWN,
  clean_up_tokenization_spaces: false,
}
