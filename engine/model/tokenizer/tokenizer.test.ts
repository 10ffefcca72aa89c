import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { describeWithShared } from '../../../testing/real-models'
import { openModel } from '../open-model'
import { readTokenizer, type ModelTokenizer } from './tokenizer'

/** GPT-2's kind: letters that spell bytes, 'Ġ' for a space. */
const BYTE_LEVEL = {
  version: '1.0',
  added_tokens: [{ id: 0, content: '<|endoftext|>', special: true }],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  post_processor: { type: 'ByteLevel', trim_offsets: false },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(
      ['<|endoftext|>', 'H', 'i', 'Ġ', 'ĠH', 'Hi', 'ĠHi', 'Ã', '©', '.', 'Ġ.'].map((t, i) => [t, i]),
    ),
    merges: ['Ġ H', 'H i', 'ĠH i', 'Ġ .'],
  },
}

const WORD_LEVEL = {
  ...{
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    decoder: null,
    pre_tokenizer: { type: 'Whitespace' },
  },
  post_processor: null,
  model: { type: 'WordLevel', vocab: { '<unk>': 0, the: 1, cat: 2 }, unk_token: '<unk>' },
}

function makeTokenizer(
  json: unknown,
  settings: object | null = null,
  configBosId: unknown = null,
): ModelTokenizer {
  const folder = temporaryFolder()
  const file = path.join(folder, 'tokenizer.json')
  const settingsFile = path.join(folder, 'tokenizer_config.json')
  writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json))
  if (settings) writeFileSync(settingsFile, JSON.stringify(settings))
  return readTokenizer(file, settings && settingsFile, { bos_token_id: configBosId })
}

const texts = (tokens: { text: string }[]) => tokens.map(({ text }) => text)

describe('a byte-level tokenizer', () => {
  const settings = {
    bos_token: { content: '<|endoftext|>' },
    unk_token: '<|endoftext|>',
    clean_up_tokenization_spaces: true,
  }

  it('shows leading spaces, whole pieces, and parts of characters as their piece', () => {
    const tokenizer = makeTokenizer(BYTE_LEVEL, settings)
    expect(texts(tokenizer.encode('Hi Hi .é', 'no'))).toEqual(['Hi', ' Hi', ' .', 'Ã', '©'])
  })

  it('adds no BOS of its own, and one where it is asked for, but never two', () => {
    const tokenizer = makeTokenizer(BYTE_LEVEL, settings)
    expect(tokenizer.info).toEqual({ kind: 'BPE', bos: { id: 0, text: '<|endoftext|>' }, addsBos: false })
    expect(texts(tokenizer.encode('Hi', 'tokenizer'))).toEqual(['Hi'])
    expect(texts(tokenizer.encode('Hi', 'yes'))).toEqual(['<|endoftext|>', 'Hi'])
    expect(texts(tokenizer.encode('<|endoftext|>Hi', 'yes'))).toEqual(['<|endoftext|>', 'Hi'])
  })

  it('knows every text, whatever its settings call unknown', () => {
    expect(makeTokenizer(BYTE_LEVEL, settings).unknownId).toBe(-1)
  })

  it("takes BOS from the model's configuration where its own files name none", () => {
    expect(makeTokenizer(BYTE_LEVEL, null, 0).info.bos).toEqual({ id: 0, text: '<|endoftext|>' })
    expect(makeTokenizer(BYTE_LEVEL, null, 999).info.bos).toBeNull()
    expect(makeTokenizer(BYTE_LEVEL).info.bos).toBeNull()
  })
})

it('a tokenizer without a token for the unknown gives -1', () => {
  const { vocab } = WORD_LEVEL.model
  const tokenizer = makeTokenizer({ ...WORD_LEVEL, model: { type: 'WordLevel', vocab } })
  expect(tokenizer.encodePlain('zebra')).toEqual([{ id: -1, text: '?' }])
  expect(tokenizer.unknownId).toBe(-1)
})

it('a word-level tokenizer says which id means unknown', () => {
  const tokenizer = makeTokenizer(WORD_LEVEL)
  expect(tokenizer.encode('the zebra', 'tokenizer')).toEqual([
    { id: 1, text: 'the' },
    { id: 0, text: '<unk>' },
  ])
  expect([tokenizer.unknownId, tokenizer.info.kind, tokenizer.textOf(3)]).toEqual([0, 'WordLevel', null])
})

describe('a file that does not name the kind of its model', () => {
  const untyped = (json: { model: object }) => ({ ...json, model: { ...json.model, type: undefined } })

  it('is BPE where it has merges, which are applied', () => {
    const [named, unnamed] = [BYTE_LEVEL, untyped(BYTE_LEVEL)].map((json) => makeTokenizer(json))
    expect(unnamed.encodePlain('Hi Hi.')).toEqual(named.encodePlain('Hi Hi.'))
    expect([unnamed.info.kind, texts(unnamed.encodePlain('Hi Hi.'))]).toEqual(['BPE', ['Hi', ' Hi', '.']])
  })

  it('is Unigram where its pieces have scores, else a list of words', () => {
    expect(makeTokenizer(untyped(WORD_LEVEL)).info.kind).toBe('WordLevel')
    const unigram = {
      model: {
        unk_id: 0,
        vocab: [
          ['<unk>', 0],
          ['a', -1],
        ],
      },
    }
    expect(makeTokenizer(unigram).info.kind).toBe('Unigram')
  })
})

describe('a file that is not a tokenizer', () => {
  const cases: [string, unknown, string][] = [
    ['cut off', '{"model": {', 'tokenizer.json is not valid JSON; it may be cut off: download it again.'],
    ['a list', '[]', 'tokenizer.json must hold a JSON object ({...}).'],
    ['without a model', {}, 'tokenizer.json is not a tokenizer: it has no model with a vocabulary.'],
    [
      'of a part nobody knows',
      { ...WORD_LEVEL, pre_tokenizer: { type: 'Telepathy' } },
      'tokenizer.json cannot be used: Unknown PreTokenizer type: Telepathy.',
    ],
    [
      'whose kind is not a name',
      { ...WORD_LEVEL, model: { ...WORD_LEVEL.model, type: { toString: 1 } } },
      'tokenizer.json: model.type must be one of BPE, Unigram, WordPiece, WordLevel, not {"toString":1}; download it again.',
    ],
    ...['constructor', 2, -1].map((id): [string, unknown, string] => [
      `whose unknown token is ${id}`,
      {
        model: {
          type: 'Unigram',
          unk_id: id,
          vocab: [
            ['<unk>', 0],
            ['a', -1],
          ],
        },
      },
      `tokenizer.json: model.unk_id must be the id of a token, not ${JSON.stringify(id)}; download it again.`,
    ]),
  ]
  it.each(cases)('%s', (_, json, message) => {
    expect(() => makeTokenizer(json)).toThrow(message)
  })
})

describeWithShared('the tokenizer of stories260K', (shared) => {
  const task = (file: string) =>
    JSON.parse(readFileSync(path.join(shared, 'fixtures/stories260k-pronoun', file), 'utf8'))
      .prompts as Prompt[]

  interface Prompt {
    clean: string | number[]
    corrupt: string | number[]
    answers: (string | number)[]
    wrong_answers: (string | number)[]
  }

  it('gives the reference ids for every prompt and answer', async () => {
    const { tokenizer } = await openModel(path.join(shared, 'models/stories260K'))
    const ids = (text: unknown) => tokenizer!.encode(text as string, 'tokenizer').map(({ id }) => id)
    const answerIds = (answers: unknown[]) =>
      answers.flatMap((text) => tokenizer!.encodePlain(text as string).map(({ id }) => id))
    const encoded = task('prompts.text.json').map(({ clean, corrupt, answers, wrong_answers }) => ({
      clean: ids(clean),
      corrupt: ids(corrupt),
      answers: answerIds(answers),
      wrong_answers: answerIds(wrong_answers),
    }))
    expect(encoded).toEqual(task('prompts.json'))
  })

  it('shows the space that begins a word', async () => {
    const { tokenizer, info } = await openModel(path.join(shared, 'models/stories260K'))
    expect(texts(tokenizer!.encode('Lily was sad.', 'tokenizer'))).toEqual([
      '<s>',
      ' Lily',
      ' was',
      ' sa',
      'd',
      '.',
    ])
    expect(info.tokenizer).toEqual({ kind: 'BPE', bos: { id: 1, text: '<s>' }, addsBos: true })
  })
})
