import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readTexts, TOKENIZER_KINDS, tokenizerFile } from '../../../testing/made-tokenizers'
import { describeWithShared } from '../../../testing/real-models'
import { readTokenizer } from './tokenizer'

const { texts, ...byKind } = readTexts()

function readAll(file: string) {
  const tokenizer = readTokenizer(file, null)
  return texts.map((text) => [text, tokenizer.encode(text, 'tokenizer').map(({ id }) => id)])
}
const expected = (kind: string) => texts.map((text, i) => [text, byKind[kind][i]])

describe('the ids that the Python library gives', () => {
  it.each(TOKENIZER_KINDS)('%s', (kind) => {
    expect(readAll(tokenizerFile(kind))).toEqual(expected(kind))
  })
})

describeWithShared('the ids that the Python library gives, by a real model', (shared) => {
  it('stories260K', () => {
    expect(readAll(path.join(shared, 'models/stories260K/tokenizer.json'))).toEqual(expected('stories260K'))
  })
})
