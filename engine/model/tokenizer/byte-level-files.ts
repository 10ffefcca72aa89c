import { FILE_LIMITS, PatchbayError, shown } from '../../../contract'
import { readJsonObject, readText } from '../read-file'
import { isTokenId } from './vocabulary'

type Json = Record<string, unknown>

const GPT2_SPLIT = { type: 'ByteLevel', add_prefix_space: false }
const QWEN_SPLIT = {
  type: 'Sequence',
  pretokenizers: [
    {
      type: 'Split',
      pattern: {
        Regex:
          "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
      },
      behavior: 'Isolated',
    },
    { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
  ],
}
const END = '<|endoftext|>'

/** What a class makes of vocab.json and merges.txt besides the merges. */
interface ByteLevelClass {
  normalizer: object | null
  preTokenizer: object
  /** Special tokens where no file names them. */
  defaults: Json
}

const GPT2: ByteLevelClass = {
  normalizer: null,
  preTokenizer: GPT2_SPLIT,
  defaults: { unk_token: END, bos_token: END, eos_token: END },
}

/** Classes of the Python library that read vocab.json and merges.txt as bytes; other classes read them otherwise. */
const CLASSES: Record<string, ByteLevelClass> = {
  GPT2Tokenizer: GPT2,
  CodeGenTokenizer: GPT2,
  GPTNeoXTokenizer: {
    normalizer: { type: 'NFC' },
    preTokenizer: GPT2_SPLIT,
    defaults: { ...GPT2.defaults, pad_token: '<|padding|>' },
  },
  Qwen2Tokenizer: {
    normalizer: { type: 'NFC' },
    preTokenizer: QWEN_SPLIT,
    defaults: { unk_token: END, eos_token: END, pad_token: END },
  },
}

/** A tokenizer.json and settings that mean the same as the files. */
export interface ByteLevelTokenizer {
  json: Json
  settings: Json
}

/** The class's rules; null for classes that are not of GPT-2's kind. */
export function byteLevelClass(name: string): ByteLevelClass | null {
  const plain = name.replace(/Fast$/, '')
  return Object.hasOwn(CLASSES, plain) ? CLASSES[plain] : null
}

export const BYTE_LEVEL_CLASSES = Object.keys(CLASSES).join(', ')

/**
 * Reads vocab.json and merges.txt. `settings`: tokenizer_config.json; `special` and `added`: special_tokens_map.json and
 * added_tokens.json, which count where tokenizer_config.json lists no added tokens.
 * @throws PatchbayError (bad-input), naming file and line or token.
 */
export function readByteLevel(
  vocabPath: string,
  mergesPath: string,
  { normalizer, preTokenizer, defaults }: ByteLevelClass,
  { settings, special, added }: { settings: Json; special: Json; added: Json },
): ByteLevelTokenizer {
  const vocab = readJsonObject(vocabPath, FILE_LIMITS.tokenizer)
  checkIds(vocab, 'vocab.json')
  const merges = readMerges(mergesPath, vocab)
  const isListed = 'added_tokens_decoder' in settings
  if (!isListed) checkIds(added, 'added_tokens.json')
  const addedIds = isListed ? {} : added
  const isKnown = (token: unknown) =>
    Object.hasOwn(vocab, token as string) || Object.hasOwn(addedIds, token as string)
  const present = Object.fromEntries(Object.entries(defaults).filter(([, token]) => isKnown(token)))
  const all: Json = { ...present, ...settings, ...(isListed ? {} : special) }
  const json = {
    added_tokens: Object.entries(addedIds).map(([content, id]) => ({ id, content, normalized: true })),
    normalizer,
    pre_tokenizer: preTokenizer,
    post_processor: beginning(all, { ...vocab, ...addedIds }),
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab, merges },
  }
  return { json, settings: all }
}

/** BOS in front of every text, where the settings want it. */
function beginning(settings: Json, ids: Json): object | null {
  const { add_bos_token: wanted, bos_token: bos } = settings
  const content = typeof bos === 'string' ? bos : (bos as { content?: unknown } | null | undefined)?.content
  if (wanted !== true || typeof content !== 'string' || !Object.hasOwn(ids, content)) return null
  return {
    type: 'TemplateProcessing',
    single: [{ SpecialToken: { id: content, type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
    pair: [],
    special_tokens: { [content]: { id: content, ids: [ids[content]], tokens: [content] } },
  }
}

function checkIds(vocab: Json, file: string): void {
  for (const [piece, id] of Object.entries(vocab)) {
    if (isTokenId(id)) continue
    throw bad(
      `${file}: the token ${shown(piece, 40)} has the id ${shown(id, 40)}, which is not a whole number`,
    )
  }
}

/** A pair a line, "a b", after a line with the version. */
function readMerges(path: string, vocab: Json): [string, string][] {
  const lines = readText(path, FILE_LIMITS.tokenizer).split(/\r?\n/)
  return lines.flatMap((line, at): [string, string][] => {
    if (line === '' || (at === 0 && line.startsWith('#version'))) return []
    const where = `merges.txt, line ${at + 1}`
    const [left, right, ...more] = line.split(' ')
    if (!left || !right || more.length > 0) throw bad(`${where}: ${shown(line, 40)} must be two pieces`)
    const absent = [left, right, left + right].find((piece) => !Object.hasOwn(vocab, piece))
    if (absent !== undefined) throw bad(`${where}: ${shown(absent, 40)} is not in vocab.json`)
    return [[left, right]]
  })
}

function bad(what: string): PatchbayError {
  return new PatchbayError('bad-input', `${what}; download vocab.json and merges.txt again.`)
}
