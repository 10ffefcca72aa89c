import { describe, expect, it } from 'vitest'
import { promptTokensText } from './prompt-text'
import { roundedText } from './circuit'

const tokens = (...texts: string[]) => texts.map((text, id) => ({ id, text }))

describe('the text of a prompt', () => {
  it.each([
    [tokens('<|endoftext|>', 'When', ' Mary', ' and'), 'When Mary and'],
    [tokens('<bos>', 'Anna', 'met', 'Ben'), 'Anna met Ben'],
    [tokens('Anna', 'met'), 'Anna met'],
    [tokens('<bos>'), '<bos>'],
  ])('%j is %s', (prompt, text) => expect(promptTokensText(prompt)).toBe(text))

  it('ends early where it is long', () =>
    expect(promptTokensText(tokens('a', ' b', ' c', ' d'), 2)).toBe('a b'))
})

describe('numbers in sentences', () => {
  it.each([
    [12.397123, '12.3971'],
    [-0.00235319, '-0.0024'],
    [2.3e-15, '0'],
    [-1e-9, '0'],
    [3, '3'],
    [NaN, '-'],
  ])('%d is %s', (value, text) => expect(roundedText(value)).toBe(text))
})
