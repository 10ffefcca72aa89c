import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { PatchbayError } from '../../../contract'
import { FIXTURES } from '../../../testing/fixtures'
import { readTexts, tokenizerFile } from '../../../testing/made-tokenizers'
import { copyModel } from '../../../testing/model-folder'
import { openModel } from '../open-model'
import { withoutTokenizer } from './tokenizer-files'

type Files = Record<string, object | string>

/** attn-only-2l (64 tokens) with these files; '@' in a text is the folder. */
function modelWith(files: Files, config: object = {}): string {
  const folder = copyModel('attn-only-2l', config as Record<string, unknown>)
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}

/** The vocabulary and merges of a tokenizer.json, as two files. */
function filesOf(kind: string) {
  const { model } = JSON.parse(readFileSync(tokenizerFile(kind), 'utf8')) as {
    model: { vocab: Record<string, number>; merges: [string, string][] }
  }
  const merges = ['#version: 0.2', ...model.merges.map((pair) => pair.join(' ')), ''].join('\n')
  return { 'vocab.json': model.vocab, 'merges.txt': merges }
}

const FILES = filesOf('gpt2')
const vocab = FILES['vocab.json']
const TOKENS = { unk_token: '<unk>', bos_token: '<s>', eos_token: '</s>', pad_token: null }

async function tokenizerOf(files: Files, config: object = {}) {
  const { tokenizer, info } = await openModel(modelWith({ ...FILES, ...files }, config))
  return {
    tokenizer: tokenizer!,
    info,
    ids: (text: string) => tokenizer!.encode(text, 'tokenizer').map(({ id }) => id),
  }
}

describe('vocab.json and merges.txt', () => {
  const { texts, gpt2, 'prefix-space': prefixed } = readTexts()

  it('give the ids of the tokenizer.json that they are a part of', async () => {
    const { ids, info } = await tokenizerOf({
      'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer', ...TOKENS },
    })
    expect(texts.map(ids)).toEqual(gpt2)
    expect(info.tokenizer).toEqual({ kind: 'BPE', bos: { id: 1, text: '<s>' }, addsBos: false })
    expect(Object.keys(info.identity!.modelHashes!.files)).toEqual([
      'config.json',
      'vocab.json',
      'merges.txt',
      'tokenizer_config.json',
    ])
  })

  it('follow add_prefix_space', async () => {
    const settings = { tokenizer_class: 'GPT2TokenizerFast', add_prefix_space: true, ...TOKENS }
    const { ids } = await tokenizerOf({ ...filesOf('prefix-space'), 'tokenizer_config.json': settings })
    expect(texts.map(ids)).toEqual(prefixed)
  })

  // What is expected was read with the Python library (transformers 5.18).
  it.each<[string, Files, object, string, number[]]>([
    [
      'BOS in front, as OPT has it',
      {
        'tokenizer_config.json': {
          tokenizer_class: 'GPT2Tokenizer',
          add_bos_token: true,
          ...TOKENS,
          bos_token: '</s>',
        },
      },
      {},
      'L',
      [2, vocab.L],
    ],
    [
      'special tokens of special_tokens_map.json',
      {
        'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer', add_bos_token: true },
        'special_tokens_map.json': { bos_token: '<s>', unk_token: { content: '<unk>' } },
      },
      {},
      'L<unk>',
      [1, vocab.L, 0],
    ],
    [
      'tokens of added_tokens.json',
      { 'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer' }, 'added_tokens.json': { '<x>': 61 } },
      {},
      'L<x>',
      [vocab.L, 380], // as in the Python library, which counts on from the vocabulary
    ],
    [
      'neither of the two where tokenizer_config.json lists added tokens',
      {
        'tokenizer_config.json': {
          tokenizer_class: 'GPT2Tokenizer',
          added_tokens_decoder: { 60: { content: '<y>' } },
        },
        'special_tokens_map.json': { bos_token: '<s>' },
        'added_tokens.json': { L: 61 },
      },
      {},
      'L<y>',
      [vocab.L, 380],
    ],
    [
      'the class of the architecture that config.json names',
      {},
      { tokenizer_class: 'GPTNeoXTokenizer' },
      'L',
      [vocab.L],
    ],
  ])('%s', async (_, files, config, text, expected) => {
    expect((await tokenizerOf(files, config)).ids(text)).toEqual(expected)
  })

  it('are read as each class does: NFC and single digits of Qwen2Tokenizer', async () => {
    const read = async (name: string, text: string) =>
      (await tokenizerOf({ 'tokenizer_config.json': { tokenizer_class: name, ...TOKENS } })).ids(text)
    expect(await read('Qwen2Tokenizer', 'cafe\u0301')).toEqual(await read('Qwen2Tokenizer', 'café'))
    expect(await read('GPT2Tokenizer', 'cafe\u0301')).not.toEqual(await read('GPT2Tokenizer', 'café'))
    expect(await read('GPTNeoXTokenizer', 'cafe\u0301')).toEqual(await read('GPT2Tokenizer', 'café'))
    expect(await read('CodeGenTokenizer', " didn't")).toEqual(await read('GPT2Tokenizer', " didn't"))
  })

  const again = 'download vocab.json and merges.txt again.'
  it.each<[string, Files, string]>([
    [
      'an id',
      { 'vocab.json': { a: 'b' } },
      `vocab.json: the token "a" has the id "b", which is not a whole number; ${again}`,
    ],
    [
      'a merge',
      { 'merges.txt': '#version: 0.2\nL </s>\n' },
      `merges.txt, line 2: "L</s>" is not in vocab.json; ${again}`,
    ],
    [
      'one piece',
      { 'merges.txt': '#version: 0.2\nc\n' },
      `merges.txt, line 2: "c" must be two pieces; ${again}`,
    ],
    ['a piece', { 'merges.txt': 'L zz' }, `merges.txt, line 1: "zz" is not in vocab.json; ${again}`],
    [
      'an added id',
      { 'added_tokens.json': { x: -1 } },
      `added_tokens.json: the token "x" has the id -1, which is not a whole number; ${again}`,
    ],
    ['a list', { 'vocab.json': [] }, 'vocab.json must hold a JSON object ({...}).'],
  ])('that are damaged: %s', async (_, files, message) => {
    const folder = modelWith({
      ...FILES,
      'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer' },
      ...files,
    })
    await expect(openModel(folder)).rejects.toThrow(new PatchbayError('bad-input', message))
  })
})

describe('models whose tokenizer is not read say how it can be', () => {
  const noText = 'prompts and answers must be token ids.'
  const convert =
    'For texts, write tokenizer.json there, in Python: from transformers import AutoTokenizer as T; T.from_pretrained("@").save_pretrained("@")'
  const classes = 'GPT2Tokenizer, CodeGenTokenizer, GPTNeoXTokenizer, Qwen2Tokenizer'
  const named = ', once a tokenizer_config.json there names its tokenizer_class (e.g. LlamaTokenizer).'
  it.each<[string, Files, object, string]>([
    ['none', {}, {}, `There is no tokenizer.json beside the weights: ${noText}`],
    [
      'SentencePiece',
      { 'tokenizer.model': 'x', 'tokenizer_config.json': {} },
      {},
      `tokenizer.model is not read as a tokenizer: ${noText} ${convert}.`,
    ],
    [
      'without a class',
      { 'tokenizer.model': 'x' },
      {},
      `tokenizer.model is not read as a tokenizer: ${noText} ${convert}${named}`,
    ],
    [
      'tiktoken',
      { 'qwen.tiktoken': 'x' },
      {},
      `qwen.tiktoken is not read as a tokenizer: ${noText} ${convert}${named}`,
    ],
    [
      'another class',
      { ...FILES, 'tokenizer_config.json': { tokenizer_class: 'RobertaTokenizer' } },
      {},
      `vocab.json and merges.txt are read for the tokenizer classes ${classes}, not for "RobertaTokenizer" (tokenizer_class in tokenizer_config.json): ${noText} ${convert}.`,
    ],
    [
      'no class',
      FILES,
      {},
      `vocab.json and merges.txt are read for the tokenizer classes ${classes}, not for "PreTrainedTokenizerFast" (tokenizer_class in tokenizer_config.json): ${noText} For texts, name its class there.`,
    ],
    [
      'of TransformerLens',
      {},
      { tokenizer_name: 'NeelNanda/gpt-neox-tokenizer-digits' },
      `There is no tokenizer.json beside the weights: ${noText} config.json names the tokenizer "NeelNanda/gpt-neox-tokenizer-digits" (tokenizer_name); for texts, put it there, in Python: from transformers import AutoTokenizer as T; T.from_pretrained("NeelNanda/gpt-neox-tokenizer-digits").save_pretrained("@").`,
    ],
  ])('%s', async (_, files, config, message) => {
    const folder = modelWith(files, config)
    const { info, tokenizer } = await openModel(folder)
    expect([tokenizer, info.warnings]).toEqual([null, [message.replaceAll('@', folder)]])
    const { modelHash } = (await openModel(modelWith({}, config))).info.identity!
    expect(info.identity!.modelHash).toBe(modelHash)
  })

  it('but a plain list of token texts is as good as it was', async () => {
    const { tokenText } = await openModel(modelWith({ 'vocab.json': { tokens: ['a', 'b'] } }))
    expect([tokenText(1), tokenText(2)]).toEqual(['b', '2'])
  })
})

describe('the tokenizer beside a model of TransformerLens', () => {
  const warnings = async (config: object, settings: object) =>
    (
      await tokenizerOf(
        { 'tokenizer_config.json': { tokenizer_class: 'GPT2Tokenizer', ...settings } },
        config,
      )
    ).info.warnings.slice(0, -1)

  it('is assumed to be the one that config.json names', async () => {
    expect(await warnings({ tokenizer_name: 'gpt2' }, {})).toEqual([
      'config.json names the tokenizer "gpt2" (tokenizer_name): the one beside the weights is assumed to be that.',
    ])
    expect(await warnings({ tokenizer_name: 'gpt2' }, { name_or_path: 'gpt2' })).toEqual([])
    expect(await warnings({}, {})).toEqual([])
  })

  it('that puts no BOS in front, where TransformerLens does', async () => {
    const said =
      'config.json says "default_prepend_bos": true, but the tokenizer puts no BOS in front of texts: choose BOS "yes" for the tokens that TransformerLens reads.'
    expect(await warnings({ default_prepend_bos: true }, TOKENS)).toEqual([said])
    expect(await warnings({ default_prepend_bos: true }, { ...TOKENS, add_bos_token: true })).toEqual([])
    expect(await warnings({ default_prepend_bos: false }, TOKENS)).toEqual([])
  })

  it('is of GPT-2 where the size is and none is named', () => {
    expect(withoutTokenizer('/m', [], { d_vocab: 50257 })).toBe(
      'There is no tokenizer.json beside the weights: prompts and answers must be token ids. config.json names none (tokenizer_name), and d_vocab 50257 is that of "gpt2"; for texts, put it there, in Python: from transformers import AutoTokenizer as T; T.from_pretrained("gpt2").save_pretrained("/m").',
    )
    expect(withoutTokenizer('/m', [], { d_vocab: 64 })).not.toContain('gpt2')
  })
})

describe('a tokenizer with more tokens than the embedding has rows', () => {
  const words = (ids: number[]) => ({
    added_tokens: [],
    pre_tokenizer: { type: 'WhitespaceSplit' },
    model: { type: 'WordLevel', unk_token: 'w0', vocab: Object.fromEntries(ids.map((id) => [`w${id}`, id])) },
  })
  const warnings = async (ids: number[]) =>
    (await openModel(modelWith({ 'tokenizer.json': words(ids) }))).info.warnings
  const cannot = 'cannot be used, and a prompt that has one is refused.'

  it('is named, with the ids', async () => {
    expect(await warnings([0, 63])).toEqual([])
    expect(await warnings([0, 64])).toEqual([
      `The tokenizer has 1 token that the model has no embedding for (vocab_size 64): the id 64 ${cannot}`,
    ])
    expect(await warnings([0, 64, 70])).toEqual([
      `The tokenizer has 2 tokens that the model has no embedding for (vocab_size 64): the ids 64, 70 ${cannot}`,
    ])
    expect(await warnings([0, ...Array.from({ length: 2000 }, (_, i) => 64 + i)])).toEqual([
      `The tokenizer has 2,000 tokens that the model has no embedding for (vocab_size 64): the ids 64 to 2063 ${cannot}`,
    ])
  })
})

it('the fixtures of architectures have no tokenizer, which is all that is said of them', async () => {
  const { info } = await openModel(path.join(FIXTURES, 'architectures/gpt2'))
  expect(info.warnings).toEqual([
    `There is no tokenizer.json beside the weights: prompts and answers must be token ids.`,
  ])
})
