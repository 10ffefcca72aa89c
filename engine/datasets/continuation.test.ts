import { describe, expect, it } from 'vitest'
import { readContinuations, TOKENIZER_KINDS, tokenizerFile } from '../../testing/made-tokenizers'
import { readTokenizer } from '../model/tokenizer/tokenizer'
import { cutContext, hasSameIds, type PromptContext } from './continuation'

const TEXT = readContinuations()
  .pairs.slice(0, 100)
  .map(([prompt]) => prompt)
  .join(' ')

/** By the definition: the shortest beginning that gives exactly the first `count` tokens. */
function shortestCut({ encode, text, tokens }: PromptContext, count: number): string | null {
  const wanted = tokens.slice(0, count)
  for (let end = 0; end < text.length; end++) {
    if (hasSameIds(encode(text.slice(0, end)), wanted)) return text.slice(0, end)
  }
  return null
}

describe('the beginning of a long prompt', () => {
  it.each(TOKENIZER_KINDS)('%s: is found by reading the text a few dozen times', (kind) => {
    const tokenizer = readTokenizer(tokenizerFile(kind), null)
    let readings = 0
    const encode = (text: string) => {
      readings++
      return tokenizer.encodePlain(text)
    }
    const whole = { encode, text: TEXT, tokens: tokenizer.encodePlain(TEXT) }
    expect(TEXT.length).toBeGreaterThan(1_000)
    for (const part of [0.3, 0.77]) {
      const count = Math.max(1, Math.floor(whole.tokens.length * part))
      readings = 0
      const found = cutContext(whole, count)
      expect(readings).toBeLessThan(160)
      expect(found?.text ?? null).toBe(shortestCut(whole, count))
    }
  })
})
