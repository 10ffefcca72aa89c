import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { readTokenizer } from './tokenizer'

const PIECES = ['<unk>', 'u', 's', 'e', 'r', 'x', ' ', '\u200d', '-', '▁', 'a', 'b', 'ab', '\n']
const BPE = {
  type: 'BPE',
  vocab: Object.fromEntries(PIECES.map((piece, id) => [piece, id])),
  merges: [['a', 'b']],
  unk_token: '<unk>',
  fuse_unk: true,
}

function fileOf(json: object): string {
  const file = path.join(temporaryFolder(), 'tokenizer.json')
  writeFileSync(file, JSON.stringify({ added_tokens: [], model: BPE, ...json }))
  return file
}

/** The ids of texts. The expected ones are those of the Python library (tokenizers 0.23.2). */
function ids(json: object, ...texts: string[]): number[][] {
  const tokenizer = readTokenizer(fileOf(json), null)
  return texts.map((text) => tokenizer.encodePlain(text).map(({ id }) => id))
}

const added = (id: number, content: string, how = {}) => ({ id, content, normalized: false, ...how })

it('takes joiners for letters where an added token must be a whole word', () => {
  const tokens = [added(14, 'use', { single_word: true })]
  expect(ids({ added_tokens: tokens }, 'use', 'use\u200d', 'use-')).toEqual([[14], [1, 2, 3, 7], [14, 8]])
})

it('looks for normalized added tokens last, without a normalizer too', () => {
  const tokens = [
    added(14, 'use', { single_word: true, normalized: true }),
    added(15, 'r-'),
    added(16, 'user', { normalized: true }),
  ]
  expect(ids({ added_tokens: tokens }, 'user-', 'use r', 'user')).toEqual([[14, 15], [14, 6, 4], [16]])
})

it('finds an added token in the space that another took, unless nothing is left of it', () => {
  const tokens = [added(14, 'use', { rstrip: true }), added(15, '  '), added(16, '\n', { lstrip: true })]
  expect(ids({ added_tokens: tokens }, 'use   x', 'use\nx')).toEqual([
    [14, 15, 6, 5],
    [14, 5],
  ])
})

it('counts on from the vocabulary where the file gives added tokens other ids, and says so', () => {
  const file = fileOf({ added_tokens: [added(20, 'use'), added(3, '-'), added(21, 'r')] })
  const tokenizer = readTokenizer(file, null)
  expect(tokenizer.encodePlain('user-').map(({ id }) => id)).toEqual([14, 4, 8])
  expect(tokenizer.warnings).toEqual([
    'The tokenizer\'s files give added tokens other ids than the Python library, which counts on from the vocabulary and is followed: "use" 20 (14 there), "-" 3 (8 there), "r" 21 (4 there).',
  ])
})

it('divides at any character', () => {
  expect(ids({ pre_tokenizer: { type: 'CharDelimiterSplit', delimiter: '-' } }, 'a-b-')).toEqual([[10, 11]])
})

it('makes one token of what is unknown within a word, not of two words', () => {
  expect(ids({ pre_tokenizer: { type: 'WhitespaceSplit' } }, '!! ?? a!b')).toEqual([[0, 0, 10, 0, 11]])
})

it('leaves out unknown letters before it merges, where nothing stands for them', () => {
  expect(ids({ model: { ...BPE, unk_token: null } }, 'a!b!!x', '!')).toEqual([[12, 5], []])
})

it('puts no space in front of a text whose first letter the normalizer removes', () => {
  const parts = {
    normalizer: { type: 'Nmt' },
    pre_tokenizer: { type: 'Metaspace', prepend_scheme: 'first' },
  }
  expect(ids(parts, 'ab', '\u0001ab')).toEqual([[9, 12], [12]])
})
