import { describe, expect, it } from 'vitest'
import { formatAnswers, formatPromptText, parseAnswers, parsePromptText } from './prompt-text'

describe('prompt texts', () => {
  it('reads #-numbers as token ids and leaves other text alone, spaces included', () => {
    expect(parsePromptText('#12 #5, #7')).toEqual([12, 5, 7])
    expect(parsePromptText(' When Mary')).toBe(' When Mary')
    expect(parsePromptText('12 5')).toBe('12 5')
    expect(parsePromptText('#1 song')).toBe('#1 song')
  })

  it('reads bare numbers as ids where the model has no tokenizer', () => {
    expect(parsePromptText('12 5', true)).toEqual([12, 5])
    expect(parsePromptText('12 five', true)).toBe('12 five')
  })

  it.each([['plain'], [' #1'], ['\\#1'], ['\\\\#1 #2'], ['a\\b'], [''], [[0, 3]]])(
    '%j survives a round trip',
    (text) => {
      expect(parsePromptText(formatPromptText(text))).toEqual(text)
    },
  )
})

describe('answers', () => {
  it('splits at the delimiter, keeps spaces, drops empty parts', () => {
    expect(parseAnswers(' Mary| Tom|')).toEqual([' Mary', ' Tom'])
    expect(parseAnswers('')).toEqual([])
    expect(parseAnswers(' ')).toEqual([' '])
    expect(parseAnswers('one | two ')).toEqual(['one', ' two'])
  })

  it('reads ids', () => {
    expect(parseAnswers('#318| he')).toEqual([318, ' he'])
    expect(parseAnswers('318')).toEqual(['318'])
    expect(parseAnswers('318|4', true)).toEqual([318, 4])
  })

  it.each([
    [['a|b', 'c']],
    [['\\']],
    [['#3', ' #4', 'x#5']],
    [[5, '5']],
    [['\\|', '\\#3']],
    [[' ']],
    [['a ', 'b  ', ' c d ', '\\ ']],
  ])('%j survives a round trip', (answers) => {
    expect(parseAnswers(formatAnswers(answers))).toEqual(answers)
  })

  it('keeps a lone backslash at the end while it is being typed', () => {
    expect(parseAnswers('a\\')).toEqual(['a\\'])
  })
})
