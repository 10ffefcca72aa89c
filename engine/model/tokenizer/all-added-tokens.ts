import { shown } from '../../../contract'
import { readAddedToken } from './added-tokens'
import { vocabularyOf } from './vocabulary'
import { isObject } from '../read-file'

type Json = Record<string, unknown>

const NAMED_TOKENS = [
  'bos_token',
  'eos_token',
  'unk_token',
  'pad_token',
  'sep_token',
  'cls_token',
  'mask_token',
]

/** Tokens that tokenizer_config.json alone names: of `added_tokens_decoder`, and special ones of the vocabulary. */
export function withAddedTokens(json: Json, settings: Json): Json {
  const filed = addedTokens(json)
  const known = addedContents(filed)
  const vocabulary = vocabularyOf(json.model)
  const named = [
    ...decoderTokens(settings.added_tokens_decoder),
    ...specialTokens(settings).flatMap((token) => {
      const id = vocabulary.get(token.content)
      return typeof id === 'number' ? [{ ...token, id }] : []
    }),
  ]
  const extra = named.filter(({ content }) => !known.has(content) && known.add(content))
  return extra.length > 0 ? { ...json, added_tokens: [...filed, ...extra] } : json
}

/**
 * Added tokens with the ids that the Python library gives them, whatever the file says: that of the vocabulary, else the
 * next one.
 */
export function countedOn(json: Json): { json: Json; warnings: string[] } {
  const vocabulary = vocabularyOf(json.model)
  const ids = new Map<string, number>()
  const others: string[] = []
  let next = vocabulary.size
  for (const { content, id: filed } of addedTokens(json).flatMap(readAddedToken)) {
    const id = vocabulary.get(content) ?? ids.get(content) ?? next
    if (id >= next) next = id + 1
    ids.set(content, id)
    if (id !== filed) others.push(`${shown(content)} ${filed} (${id} there)`)
  }
  if (others.length === 0) return { json, warnings: [] }
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : ''
  const list = `${others.slice(0, NAMED).join(', ')}${more}`
  const renumbered = addedTokens(json).map((token) =>
    isObject(token) ? { ...token, id: ids.get(String(token.content)) ?? token.id } : token,
  )
  return {
    json: { ...json, added_tokens: renumbered },
    warnings: [
      `The tokenizer's files give added tokens other ids than the Python library, which counts on from the vocabulary and is followed: ${list}.`,
    ],
  }
}

/** Named as special, but nowhere to be found: Python would give them ids that the model never learned. */
export function absentTokens(json: Json, settings: Json): string[] {
  const known = addedContents(addedTokens(json))
  const vocabulary = vocabularyOf(json.model)
  const absent = specialTokens(settings).filter(
    ({ content }) => content !== '' && !known.has(content) && !vocabulary.has(content),
  )
  if (absent.length === 0) return []
  const names = [...new Set(absent.map(({ content }) => content))]
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const list = `${names
    .slice(0, NAMED)
    .map((name) => shown(name))
    .join(', ')}${more}`
  const [tokens, read] = names.length === 1 ? ['token', 'it is'] : ['tokens', 'they are']
  return [
    `tokenizer_config.json names ${list} as special, but tokenizer.json has no such ${tokens}: typed in a text, ${read} read as letters.`,
  ]
}

/** So many tokens are named in a warning. */
const NAMED = 8

function addedTokens(json: Json): unknown[] {
  return Array.isArray(json.added_tokens) ? (json.added_tokens as unknown[]) : []
}

const addedContents = (added: readonly unknown[]) =>
  new Set(added.flatMap(readAddedToken).map(({ content }) => content))

function decoderTokens(decoder: unknown): { id: number; content: string }[] {
  if (!isObject(decoder)) return []
  return Object.entries(decoder).flatMap(([id, token]) =>
    isObject(token) && typeof token.content === 'string' && /^\d+$/.test(id)
      ? [{ ...token, content: token.content, id: Number(id) }]
      : [],
  )
}

function specialTokens(settings: Json): { content: string }[] {
  const more = settings.additional_special_tokens ?? settings.extra_special_tokens
  const values = [
    ...NAMED_TOKENS.map((name) => settings[name]),
    ...(Array.isArray(more) ? (more as unknown[]) : []),
  ]
  return values.flatMap((value) => {
    if (typeof value === 'string') return [{ content: value, special: true, normalized: false }]
    return isObject(value) && typeof value.content === 'string'
      ? [{ normalized: false, ...value, content: value.content, special: true }]
      : []
  })
}
