import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { PromptModel } from '../engine/datasets'
import { readTokenizer } from '../engine/model/tokenizer/tokenizer'

/** Tokenizers that have given words as one token each, as large vocabularies have them; other text is read letter by letter. */
export const WORD_TOKENIZERS = {
  /** As GPT-2: a word with the space in front, years as two pieces of two digits. */
  'byte-level': byteLevel,
  /** As Llama 2: BOS, pieces of SentencePiece, every digit by itself. */
  sentencepiece: sentencePiece,
  /** Words between spaces; texts have no other tokens. */
  words: wholeWords,
}
export type WordTokenizer = keyof typeof WORD_TOKENIZERS

/** A model, as far as prompts need one, with a tokenizer of this kind. */
export function modelOfWords(kind: WordTokenizer, words: readonly string[]): PromptModel {
  const tokenizer = read(WORD_TOKENIZERS[kind]([...new Set(words)]))
  const info = { vocabSize: tokenizer.ids.at(-1)! + 1, contextLength: 512, tokenizer: tokenizer.info }
  const tokenText = (id: number) => tokenizer.textOf(id) ?? String(id)
  return { info, config: { causal: true }, tokenizer, tokenText }
}

function read(json: object) {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-words-'))
  try {
    const file = path.join(folder, 'tokenizer.json')
    writeFileSync(file, JSON.stringify(json))
    const settings = path.join(folder, 'tokenizer_config.json')
    writeFileSync(settings, JSON.stringify({ bos_token: '<s>' }))
    return readTokenizer(file, settings)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const vocabularyOf = (pieces: readonly string[]) =>
  Object.fromEntries([...new Set(pieces)].map((piece, id) => [piece, id]))

const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const YEARS = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, '0'))
const SPECIAL = {
  id: 0,
  content: '<s>',
  special: true,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
}

function byteLevel(words: readonly string[]): object {
  const letters = [...ASCII.slice(1), '\u0120', '\u010a']
  const spaced = [...words, ...YEARS].flatMap((word) => [word, `\u0120${word}`])
  const vocab = vocabularyOf([
    '<s>',
    ...letters,
    ...spaced,
    ...ASCII.slice(1).map((letter) => `\u0120${letter}`),
  ])
  // Years are split into two pieces of two digits, as most are in GPT-2.
  const pattern = {
    type: 'Split',
    pattern: { Regex: ' ?[0-9]{1,2}| ?[A-Za-z]+|\\s+(?= )| ?[^\\s0-9A-Za-z]|\\s' },
    behavior: 'Isolated',
    invert: false,
  }
  return {
    added_tokens: [SPECIAL],
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        pattern,
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      ],
    },
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: { type: 'BPE', vocab, merges: [], ignore_merges: true },
  }
}

function sentencePiece(words: readonly string[]): object {
  const spaced = words.filter((word) => /^[A-Za-z]+$/.test(word)).map((word) => `\u2581${word}`)
  // Every word grows from its beginning, a letter at a time.
  const grown = [...new Set(spaced.flatMap((word) => [...word].slice(2).map((_, i) => word.slice(0, i + 2))))]
  const merges = [...new Set([...grown, ...spaced])].map((piece) => `${piece.slice(0, -1)} ${piece.at(-1)}`)
  const bytes = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  )
  const vocab = vocabularyOf(['<unk>', '<s>', ...bytes, ...ASCII.slice(1), '\u2581', ...grown, ...spaced])
  const metaspace = { type: 'Metaspace', replacement: '\u2581', prepend_scheme: 'always', split: true }
  return {
    added_tokens: [
      { ...SPECIAL, content: '<unk>' },
      { ...SPECIAL, id: 1 },
    ],
    pre_tokenizer: metaspace,
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ SpecialToken: { id: '<s>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
      pair: [{ Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 0 } }],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: metaspace,
    model: { type: 'BPE', unk_token: '<unk>', fuse_unk: true, byte_fallback: true, vocab, merges },
  }
}

function wholeWords(words: readonly string[]): object {
  return {
    added_tokens: [],
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: { type: 'WordLevel', unk_token: '<unk>', vocab: vocabularyOf(['<unk>', ...words]) },
  }
}
