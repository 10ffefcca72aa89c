import { Tokenizer } from '@huggingface/tokenizers'
import { PatchbayError, type BosChoice, type Token, type TokenizerInfo } from '../../contract'
import { isObject, readJsonObject } from './read-file'

/** A model's own tokenizer, as far as prompts need it. */
export interface ModelTokenizer {
  info: TokenizerInfo
  /** Tokens of a prompt. `prepend` puts no second BOS in front of a text that begins with one. */
  encode(text: string, bos: BosChoice): Token[]
  /** Tokens of a text by itself: nothing is put in front. */
  encodePlain(text: string): Token[]
  /** The text of one id, a leading space shown as ' '; null for ids outside the vocabulary. */
  textOf(id: number): string | null
  /** The id that stands for text the vocabulary does not have; -1 where it has no token for that. */
  unknownId: number
}

/**
 * Reads tokenizer.json and, where there is one, tokenizer_config.json. `configBosId` is config.json's
 * bos_token_id, used where the tokenizer's files name no BOS. Errors: files that are no tokenizer.
 */
export function readTokenizer(path: string, configPath: string | null, configBosId: unknown): ModelTokenizer {
  const json = readJsonObject(path, 2 ** 28)
  const settings = configPath === null ? {} : readJsonObject(configPath)
  const { model } = json
  if (!isObject(model) || !isObject(model.vocab)) {
    if (!isObject(model) || !Array.isArray(model.vocab)) {
      throw new PatchbayError(
        'bad-input',
        'tokenizer.json is no tokenizer: it has no model with a vocabulary.',
      )
    }
  }
  const unknownToken = tokenContent(settings.unk_token) ?? tokenContent(model.unk_token)
  const tokenizer = createTokenizer(json, { ...settings, unk_token: unknownToken })
  const bosId = findBos(tokenizer, settings, configBosId)
  const prefix = ownPrefix(tokenizer)
  const byteLevel = usesBytes(json.decoder) || usesBytes(json.pre_tokenizer)
  const textOf = (id: number) => pieceText(tokenizer, id, byteLevel)
  const token = (id: number): Token => ({ id, text: textOf(id) ?? '?' })
  // Bytes spell everything: what GPT-2's settings call unknown is its end-of-text token.
  const unknownId = byteLevel ? -1 : (tokenizer.token_to_id(unknownToken ?? '') ?? -1)
  const encodePlain = (text: string) => plainIds(tokenizer, text, unknownId).map(token)
  const bos = bosId === null ? null : token(bosId)
  return {
    info: { kind: String(model.type ?? 'unknown'), bos, addsBos: bosId !== null && prefix[0] === bosId },
    encode(text, choice) {
      const tokens = encodePlain(text)
      if (choice === 'tokenizer') return [...prefix.map(token), ...tokens]
      return choice === 'none' || bos === null || tokens[0]?.id === bos.id ? tokens : [bos, ...tokens]
    },
    encodePlain,
    textOf,
    unknownId,
  }
}

function createTokenizer(json: object, settings: object): Tokenizer {
  try {
    // The library takes missing parts for absent but wants added_tokens to be a list.
    const parts = {
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: null,
      added_tokens: [],
    }
    return new Tokenizer({ ...parts, ...json }, settings)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new PatchbayError('bad-input', `tokenizer.json cannot be used: ${reason}.`, { cause: error })
  }
}

/** Ids without anything put in front. The library leaves holes for what it has no unknown token for. */
function plainIds(tokenizer: Tokenizer, text: string, unknownId: number): number[] {
  if (text === '') return []
  const { ids } = tokenizer.encode(text, { add_special_tokens: false })
  return ids.map((id: number | undefined) => id ?? unknownId)
}

/** What the tokenizer itself puts in front of a text. What it puts behind (EOS) would move the answer position. */
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
  // Part of a character: the piece itself at least tells one from another.
  return text.includes('\uFFFD') ? piece : text
}
