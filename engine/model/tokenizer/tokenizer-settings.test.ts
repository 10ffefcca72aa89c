import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { readTokenizer, type ModelTokenizer } from './tokenizer'

// What is expected was read with the Python library (transformers 5.18, tokenizers 0.23), but where a comment says more.

const special = (id: number, content: string) => ({ id, content, special: true, normalized: false })

const PIECES = ['<|endoftext|>', 'H', 'i', 'Ġ', 'ĠH', 'Hi', 'ĠHi']
const BYTE_LEVEL = {
  added_tokens: [special(0, '<|endoftext|>')],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
  decoder: { type: 'ByteLevel' },
  model: { type: 'BPE', vocab: vocabulary(PIECES), merges: ['Ġ H', 'H i', 'ĠH i'] },
}

const LLAMA_PIECES = ['<unk>', '<s>', '</s>', '▁', 'H', 'i', '▁H', 'Hi', '▁Hi']
const LLAMA = {
  added_tokens: [special(0, '<unk>'), special(1, '<s>'), special(2, '</s>')],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  pre_tokenizer: null,
  decoder: { type: 'Metaspace' },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    vocab: vocabulary(LLAMA_PIECES),
    merges: ['▁ H', 'H i', '▁H i'],
  },
}

function vocabulary(pieces: string[]): Record<string, number> {
  return Object.fromEntries(pieces.map((piece, id) => [piece, id]))
}

function makeTokenizer(json: object, settings: object, modelConfig = {}): ModelTokenizer {
  const folder = temporaryFolder()
  const [file, config] = ['tokenizer.json', 'tokenizer_config.json'].map((name) => path.join(folder, name))
  writeFileSync(file, JSON.stringify(json))
  writeFileSync(config, JSON.stringify(settings))
  return readTokenizer(file, config, modelConfig)
}

const read = (json: object, settings: object, text: string) =>
  makeTokenizer(json, settings)
    .encodePlain(text)
    .map((token) => token.text)

const DIGITS = {
  type: 'Sequence',
  pretokenizers: [{ type: 'Digits', individual_digits: true }, BYTE_LEVEL.pre_tokenizer],
}

describe('add_prefix_space in tokenizer_config.json alone', () => {
  const texts = ['HiHi Hi', 'Hi<|endoftext|>Hi']

  it.each(['GPT2Tokenizer', 'GPT2TokenizerFast', 'GPTNeoXTokenizer'])('%s follows it', (name) => {
    const settings = { tokenizer_class: name, add_prefix_space: true }
    expect(texts.map((text) => read(BYTE_LEVEL, settings, text))).toEqual([
      [' Hi', 'Hi', ' Hi'],
      [' Hi', '<|endoftext|>', ' Hi'],
    ])
    const normalizer = name === 'GPTNeoXTokenizer' ? { type: 'NFC' } : null
    expect(makeTokenizer({ ...BYTE_LEVEL, normalizer }, settings).warnings).toEqual([])
  })

  it.each([
    ['GPTNeoXTokenizer', BYTE_LEVEL, 'normalizer'],
    ['GPT2TokenizerFast', { ...BYTE_LEVEL, pre_tokenizer: DIGITS }, 'pre_tokenizer'],
    ['Qwen2Tokenizer', { ...BYTE_LEVEL, pre_tokenizer: DIGITS }, 'normalizer and pre_tokenizer'],
  ])('%s with other parts than its own is said to differ from version to version', (name, json, parts) => {
    expect(makeTokenizer(json, { tokenizer_class: name }).warnings).toEqual([
      `tokenizer.json has another ${parts} than the class ${name} in the Python library from version 5 on: it is followed, as in version 4.`,
    ])
  })

  it('left out, GPT2Tokenizer puts no space in front where tokenizer.json does', () => {
    const spaced = { ...BYTE_LEVEL, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }
    expect(read(spaced, { tokenizer_class: 'GPT2Tokenizer' }, 'HiHi Hi')).toEqual(['Hi', 'Hi', ' Hi'])
    expect(read(spaced, { tokenizer_class: 'PreTrainedTokenizerFast' }, 'HiHi Hi')).toEqual([
      ' Hi',
      'Hi',
      ' Hi',
    ])
  })

  it('is read by the class that config.json names, or by that of the architecture', () => {
    const spaced = { ...BYTE_LEVEL, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true } }
    const first = (modelConfig: object, settings = {}) =>
      makeTokenizer(spaced, settings, modelConfig).encodePlain('HiHi Hi')[0].text
    expect(first({ model_type: 'gpt2' })).toBe('Hi')
    expect(first({ model_type: 'gpt_neox' })).toBe('Hi')
    expect(first({ model_type: 'gpt2' }, { add_prefix_space: true })).toBe(' Hi')
    expect(first({ model_type: 'llama' })).toBe(' Hi')
    expect(first({ model_type: 'llama' }, { add_prefix_space: false })).toBe(' Hi')
    const named = { model_type: 'gpt2', tokenizer_class: 'PreTrainedTokenizerFast' }
    expect(first(named)).toBe(' Hi')
    expect(first(named, { tokenizer_class: 'GPT2Tokenizer' })).toBe('Hi')
  })

  it('PreTrainedTokenizerFast does not, which is said', () => {
    const settings = { tokenizer_class: 'PreTrainedTokenizerFast', add_prefix_space: true }
    expect(read(BYTE_LEVEL, settings, 'HiHi Hi')).toEqual(['Hi', 'Hi', ' Hi'])
    expect(makeTokenizer(BYTE_LEVEL, settings).warnings).toEqual([
      'tokenizer_config.json says "add_prefix_space": true, tokenizer.json does otherwise: as the Python library does for the class PreTrainedTokenizerFast, tokenizer.json is followed.',
    ])
  })

  it('Llama without it puts no space in front', () => {
    const settings = { tokenizer_class: 'LlamaTokenizerFast', add_prefix_space: false }
    expect(['Hi', '</s>Hi', ' Hi'].map((text) => read(LLAMA, settings, text))).toEqual([
      ['Hi'],
      ['</s>', 'Hi'],
      [' Hi'],
    ])
    const metaspace = {
      ...LLAMA,
      normalizer: null,
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false },
    }
    expect(read(metaspace, settings, 'Hi')).toEqual(['Hi'])
    expect(read(metaspace, {}, 'Hi')).toEqual([' Hi'])
  })
})

describe('a legacy LlamaTokenizer', () => {
  it('is read as tokenizer.json says; where versions of the Python library differ, the row says so', () => {
    const tokenizer = makeTokenizer(LLAMA, { tokenizer_class: 'LlamaTokenizer' })
    const note =
      'Versions of the Python library differ on this text, as it begins with a space or has special tokens in it (the class LlamaTokenizer): it is read as tokenizer.json says.'
    expect(tokenizer.notesOn('Hi')).toEqual([])
    expect(tokenizer.notesOn(' Hi')).toEqual([note])
    expect(tokenizer.notesOn(' Hi', 'continuation')).toEqual([])
    expect(tokenizer.notesOn('Hi</s>')).toEqual(['"</s>" in the text is a special token, not letters.', note])
    expect(tokenizer.encodePlain(' Hi').map(({ text }) => text)).toEqual([' ', ' Hi'])
  })
})

describe('special tokens', () => {
  it('typed in a text are named', () => {
    const tokenizer = makeTokenizer(BYTE_LEVEL, {})
    expect(tokenizer.notesOn('Hi Hi')).toEqual([])
    expect(tokenizer.notesOn('Hi<|endoftext|>')).toEqual([
      '"<|endoftext|>" in the text is a special token, not letters.',
    ])
  })

  it('that only tokenizer_config.json has are found in the text', () => {
    const added = {
      added_tokens_decoder: { 7: { content: '<x>', lstrip: true, special: true, normalized: false } },
    }
    expect(read(BYTE_LEVEL, added, 'Hi <x> Hi')).toEqual(['Hi', '<x>', ' Hi'])
    const named = { additional_special_tokens: ['Hi'] }
    expect(read(BYTE_LEVEL, named, 'HiHi Hi')).toEqual(['Hi', 'Hi', ' ', 'Hi'])
    const pieces = ['<unk>', 'H', 'i', '▁', '<s>'].map((piece) => [piece, -1])
    const unigram = { ...LLAMA, added_tokens: [], model: { type: 'Unigram', unk_id: 0, vocab: pieces } }
    expect(read(unigram, { bos_token: '<s>' }, 'H<s>i')).toEqual([' ', 'H', '<s>', ' ', 'i'])
  })

  it('that no file has are named', () => {
    const one = makeTokenizer(BYTE_LEVEL, { bos_token: '<|endoftext|>', pad_token: '<pad>' })
    expect(one.warnings).toEqual([
      'tokenizer_config.json names "<pad>" as special, but tokenizer.json has no such token: typed in a text, it is read as letters.',
    ])
    const two = { pad_token: { content: '<pad>' }, additional_special_tokens: ['<a>', 'Hi', '<pad>'] }
    expect(makeTokenizer(BYTE_LEVEL, two).warnings).toEqual([
      'tokenizer_config.json names "<pad>", "<a>" as special, but tokenizer.json has no such tokens: typed in a text, they are read as letters.',
    ])
  })
})

it('Python code of a tokenizer is named, as it is not run', () => {
  const auto_map = { AutoTokenizer: ['tokenization_x.X', null] }
  expect(makeTokenizer(BYTE_LEVEL, { auto_map }).warnings).toEqual([
    'tokenizer_config.json: auto_map {"AutoTokenizer":["tokenization_x.X",null]} names Python code that comes with the tokenizer. It is not run: if that code reads a text otherwise than tokenizer.json says, the tokens here are others.',
  ])
})

it('a contradiction about BOS is named: tokenizer.json holds', () => {
  expect(makeTokenizer(BYTE_LEVEL, { bos_token: '<|endoftext|>', add_bos_token: true }).warnings).toEqual([
    'tokenizer_config.json says "add_bos_token": true, but tokenizer.json puts no BOS in front of texts and is followed: choose BOS "yes" for the other way.',
  ])
  expect(makeTokenizer(BYTE_LEVEL, { bos_token: '<|endoftext|>', add_bos_token: false }).warnings).toEqual([])
})

it('an EOS that the settings ask for is named, as none is added', () => {
  expect(makeTokenizer(BYTE_LEVEL, { add_eos_token: true }).warnings).toEqual([
    'tokenizer_config.json says "add_eos_token": true, but prompts end with their last token here: the answer is what follows it, not what follows an EOS.',
  ])
  expect(makeTokenizer(BYTE_LEVEL, { add_eos_token: false }).warnings).toEqual([])
})

describe('refused, as the ids would be others', () => {
  it.each([
    [
      { ...BYTE_LEVEL.model, dropout: 0.1 },
      'tokenizer.json cannot be used: "dropout" is 0.1, so that a text has other tokens each time; set it to null.',
    ],
    [
      { ...BYTE_LEVEL.model, continuing_subword_prefix: '##' },
      'tokenizer.json cannot be used: a BPE vocabulary with "continuing_subword_prefix" is not supported.',
    ],
  ])('%j', (model, message) => {
    expect(() => makeTokenizer({ ...BYTE_LEVEL, model }, {})).toThrow(message)
  })

  it.each([
    [
      { type: 'FixedLength', length: 0 },
      'tokenizer.json cannot be used: FixedLength has the length 0, which is not a whole number above 0.',
    ],
    [
      { type: 'CharDelimiterSplit', delimiter: 7 },
      'tokenizer.json cannot be used: CharDelimiterSplit has the delimiter 7, which is not a character.',
    ],
    [{ type: 'UnicodeScripts' }, 'tokenizer.json cannot be used: Unknown PreTokenizer type: UnicodeScripts.'],
  ])('%j', (part, message) => {
    expect(() => makeTokenizer({ ...BYTE_LEVEL, pre_tokenizer: part }, {})).toThrow(message)
  })
})
