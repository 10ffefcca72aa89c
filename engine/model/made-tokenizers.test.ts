import { describe, expect, it } from 'vitest'
import { readTexts, TOKENIZER_KINDS, tokenizerFile } from '../../fixtures/made-tokenizers'
import { readTokenizer } from './tokenizer'

describe('the ids that the Python library gives', () => {
  const { texts, ...byKind } = readTexts()

  it.each(TOKENIZER_KINDS)('%s', (kind) => {
    const tokenizer = readTokenizer(tokenizerFile(kind), null, null)
    const read = texts.map((text) => [text, tokenizer.encode(text, 'tokenizer').map(({ id }) => id)])
    expect(read).toEqual(texts.map((text, i) => [text, byKind[kind][i]]))
  })
})
