import { dirname } from 'node:path'
import type { Tokenizer } from '@huggingface/tokenizers'
import { FILE_LIMITS, shown, type BosChoice, type Token, type TokenizerInfo } from '../../../contract'
import { readAddedToken } from './added-tokens'
import { BYTE_LEVEL_CLASSES, byteLevelClass, readByteLevel } from './byte-level-files'
import { withModelKind } from './check-parts'
import { isObject, readJsonObject } from '../read-file'
import { assumedOfLens, convertTokenizer, type TokenizerFiles } from './tokenizer-files'
import { createTokenizer, patternsOf } from './tokenizer-library'
import { notesOn, usesTable } from './text-notes'
import { vocabularyOf } from './vocabulary'
import {
  bosWarning,
  eosWarning,
  effectiveTokenizer,
  isLegacyLlama,
  isWithoutFiles,
  tokenizerClass,
} from './tokenizer-settings'

/** A model's own tokenizer, as far as prompts need it. */
export interface ModelTokenizer {
  info: TokenizerInfo
  /** Path of its tokenizer.json (or vocab.json), for messages. */
  file: string
  /** The regular expressions in it. */
  patterns: string[]
  /** Tokens of a prompt. `yes` puts no second BOS in front of a text that begins with one. */
  encode(text: string, bos: BosChoice): Token[]
  /** Tokens of a text by itself: nothing is put in front. */
  encodePlain(text: string): Token[]
  /** The text of one id, a leading space shown as ' '; null for ids outside the vocabulary. */
  textOf(id: number): string | null
  /** The id that stands for text the vocabulary does not have; -1 where it has no token for that. */
  unknownId: number
  /** All ids that have a token, ascending. */
  ids: readonly number[]
  /** Sentences on how a text is read, where that may surprise; `as`: it follows another. */
  notesOn(text: string, as?: 'continuation'): string[]
  /** Where this program departs from tokenizer_config.json or the class of the tokenizer. */
  warnings: string[]
}

/**
 * Reads tokenizer.json and, where there is one, tokenizer_config.json. `modelConfig` is the model's config.json: what
 * it says of the tokenizer counts where the tokenizer's own files say nothing.
 * @throws PatchbayError (bad-input) for files that are not a tokenizer's.
 */
export function readTokenizer(
  path: string,
  configPath: string | null,
  modelConfig: Record<string, unknown> = {},
): ModelTokenizer {
  const filed = withModelKind(readJsonObject(path, FILE_LIMITS.tokenizer))
  return makeTokenizer(path, filed, readOptional(configPath), modelConfig)
}

/**
 * Reads a tokenizer from whichever files it is stored in; a sentence on why not where they are of a kind that is not
 * read.
 * @throws PatchbayError (bad-input) for files that are not a tokenizer's.
 */
export function readTokenizerFiles(
  files: TokenizerFiles,
  modelConfig: Record<string, unknown>,
): ModelTokenizer | string {
  const { stored } = files
  if (stored.kind === 'json') return readTokenizer(stored.path, files.settings, modelConfig)
  const settings = readOptional(files.settings)
  const name = tokenizerClass(settings, modelConfig)
  const rules = byteLevelClass(name)
  if (rules === null) {
    const read = `vocab.json and merges.txt are read for the tokenizer classes ${BYTE_LEVEL_CLASSES}, not for ${shown(name)}`
    const mend = isWithoutFiles(name)
      ? 'For texts, name its class there.'
      : `${convertTokenizer(dirname(stored.vocab))}.`
    return `${read} (tokenizer_class in tokenizer_config.json): prompts and answers must be token ids. ${mend}`
  }
  const beside = { special: readOptional(files.specialTokens), added: readOptional(files.addedTokens) }
  const made = readByteLevel(stored.vocab, stored.merges, rules, { settings, ...beside })
  return makeTokenizer(stored.vocab, made.json, made.settings, modelConfig)
}

function readOptional(path: string | null): Record<string, unknown> {
  return path === null ? {} : readJsonObject(path, FILE_LIMITS.vocabulary)
}

function makeTokenizer(
  path: string,
  filed: Record<string, unknown>,
  settings: Record<string, unknown>,
  modelConfig: Record<string, unknown>,
): ModelTokenizer {
  const name = tokenizerClass(settings, modelConfig)
  const model = isObject(filed.model) ? filed.model : {}
  const unknownToken = tokenContent(settings.unk_token) ?? tokenContent(model.unk_token)
  const { json, warnings } = effectiveTokenizer(filed, settings, name)
  const { tokenizer, toIds } = createTokenizer(json, { ...settings, unk_token: unknownToken })
  const bosId = findBos(tokenizer, settings, modelConfig.bos_token_id)
  const prefix = ownPrefix(tokenizer)
  const byteLevel = usesBytes(json.decoder) || usesBytes(json.pre_tokenizer)
  const textOf = rememberedById((id) => pieceText(tokenizer, id, byteLevel))
  const token = (id: number): Token => ({ id, text: textOf(id) ?? '?' })
  // Bytes spell everything: what GPT-2's settings call unknown is its end-of-text token.
  const unknownId = byteLevel ? -1 : (tokenizer.token_to_id(unknownToken ?? '') ?? -1)
  const encodePlain = (text: string) =>
    text === '' ? [] : toIds.encode(text).map((id) => token(id ?? unknownId))
  const bos = bosId === null ? null : token(bosId)
  const addsBos = bosId !== null && prefix[0] === bosId
  return {
    info: { kind: String(model.type ?? 'unknown'), bos, addsBos },
    encode(text, choice) {
      const tokens = encodePlain(text)
      if (choice === 'tokenizer') return [...prefix.map(token), ...tokens]
      return choice === 'no' || bos === null || tokens[0]?.id === bos.id ? tokens : [bos, ...tokens]
    },
    encodePlain,
    file: path,
    patterns: patternsOf(json),
    textOf,
    unknownId,
    ids: allIds(json),
    notesOn: (text, as) =>
      notesOn(toIds, text, {
        hasTable: usesTable(json.normalizer),
        isLlama: isLegacyLlama(json, name),
        isFirst: as !== 'continuation',
      }),
    warnings: [
      ...warnings,
      ...bosWarning(settings, addsBos),
      ...eosWarning(settings),
      ...assumedOfLens(modelConfig, settings, bos !== null && !addsBos),
    ],
  }
}

function allIds({ model, added_tokens: added }: Record<string, unknown>): number[] {
  const ofAdded = (Array.isArray(added) ? added : []).flatMap(readAddedToken).map(({ id }) => id)
  return [...new Set([...vocabularyOf(model).values(), ...ofAdded])].sort((a, b) => a - b)
}

/** Pieces are decoded once: a set of prompts asks for the same ones thousands of times. */
function rememberedById(textOf: (id: number) => string | null): (id: number) => string | null {
  const known = new Map<number, string | null>()
  return (id) => {
    const found = known.get(id)
    if (found !== undefined) return found
    const text = textOf(id)
    known.set(id, text)
    return text
  }
}

/** What the tokenizer itself puts in front of a text. What it appends (EOS) would move the answer position. */
function ownPrefix(tokenizer: Tokenizer): number[] {
  const probe = 'a'
  const bare = tokenizer.encode(probe, { add_special_tokens: false }).ids
  const full = tokenizer.encode(probe, { add_special_tokens: true }).ids
  for (let length = 0; length + bare.length <= full.length; length++) {
    if (bare.every((id, i) => id === full[length + i])) return full.slice(0, length)
  }
  return []
}

function findBos(
  tokenizer: Tokenizer,
  settings: Record<string, unknown>,
  configBosId: unknown,
): number | null {
  const named = tokenContent(settings.bos_token)
  const id = named === undefined ? configBosId : tokenizer.token_to_id(named)
  return typeof id === 'number' && tokenizer.id_to_token(id) !== undefined ? id : null
}

/** Special tokens are given as text or as `{content}`. */
function tokenContent(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return isObject(value) && typeof value.content === 'string' ? value.content : undefined
}

/** Whether a decoder or pre-tokenizer is of GPT-2's kind, whose pieces spell bytes as letters. */
function usesBytes(part: unknown): boolean {
  if (!isObject(part)) return false
  const parts = [part.decoders, part.pretokenizers].filter(Array.isArray).flat()
  return part.type === 'ByteLevel' || parts.some(usesBytes)
}

function pieceText(tokenizer: Tokenizer, id: number, byteLevel: boolean): string | null {
  const piece = tokenizer.id_to_token(id)
  if (piece === undefined) return null
  if (!byteLevel) return piece.replaceAll('▁', ' ')
  const text = tokenizer.decode([id], { clean_up_tokenization_spaces: false })
  // Part of a character: the piece itself at least differs from others.
  return text.includes('\uFFFD') ? piece : text
}
