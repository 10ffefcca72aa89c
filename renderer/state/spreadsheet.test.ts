import { describe, expect, it } from 'vitest'
import { looksLikeRows, parseSpreadsheet } from './spreadsheet'

describe('pasted text', () => {
  it('is rows when it has tabs or looks like a prompt file', () => {
    expect(looksLikeRows('a\tb')).toBe(true)
    expect(looksLikeRows('{"prompts": []}')).toBe(true)
    expect(looksLikeRows('clean,corrupted,correct_idx,incorrect_idx\n')).toBe(true)
    expect(looksLikeRows('When Mary and John went, to the shop')).toBe(false)
    expect(looksLikeRows('two\nlines')).toBe(false)
  })
})

describe('parseSpreadsheet', () => {
  it('reads tab-separated cells, with or without a header, keeping leading spaces', () => {
    const cells = 'Lily was sad.\tTim was sad.\t She| Her\t He\n'
    const row = {
      clean: 'Lily was sad.',
      corrupt: 'Tim was sad.',
      answers: [' She', ' Her'],
      wrongAnswers: [' He'],
    }
    expect(parseSpreadsheet(cells, false)).toEqual([row])
    expect(parseSpreadsheet(`Clean\tCorrupt\tAnswer\tWrong answer\r\n${cells}\n`, false)).toEqual([row])
  })

  it('reads quoted cells with line breaks, missing cells as empty, and numbers as ids without a tokenizer', () => {
    expect(parseSpreadsheet('"one\ntwo"\tb', false)?.[0]).toMatchObject({ clean: 'one\ntwo', answers: [] })
    expect(parseSpreadsheet('1 2\t1 3\t4\t5', true)?.[0]).toEqual({
      clean: [1, 2],
      corrupt: [1, 3],
      answers: [4],
      wrongAnswers: [5],
    })
  })

  it('is null for anything but a spreadsheet', () => {
    expect(parseSpreadsheet('{"a":\t1}', false)).toBeNull()
    expect(parseSpreadsheet('plain', false)).toBeNull()
    expect(parseSpreadsheet('correct_idx\tclean\n4\tx', false)).toBeNull()
    // An ignored cell must be reported.
    expect(parseSpreadsheet('a\tb\tc\td\te', false)).toBeNull()
    expect(parseSpreadsheet('[1, 2]\t[1, 3]\t[4]\t[5]', false)).toBeNull()
  })
})
