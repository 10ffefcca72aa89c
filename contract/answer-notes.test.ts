import { describe, expect, it } from 'vitest'
import { answerSetNotes, foreignIdsNote } from './answer-notes'
import { dataHashText } from './data-hash'
import type { AnswerWords, OddIds } from './prompts'

const row = (text: string, reading?: AnswerWords) => ({
  answers: [{ id: 1, text }],
  wrongAnswers: [],
  reading,
})
const spaced = { taken: 'spaced', isChoice: true, isChanged: true } as const
const bare = { taken: 'bare', isChoice: false, isChanged: false } as const

describe('how the answers of a set were read', () => {
  it('is said where it is not what was typed, and where rows differ', () => {
    const rows = [
      row(' Mary', spaced),
      row(' John', { ...spaced, isChoice: false }),
      row('42', bare),
      row('.'),
    ]
    expect(answerSetNotes(rows)).toEqual([
      'In 2 rows the answers are read with a space in front that was not typed, as in " Mary".',
      'In 1 row they would be one token each without it, too: ask for answers "typed" to measure those.',
      'In 2 rows the answers begin with a space, in 1 row they do not.',
    ])
    expect(answerSetNotes([row('Mary', { ...bare, isChanged: true })])).toEqual([
      'In 1 row the answers are read without the space that was typed, as in "Mary".',
    ])
    expect(answerSetNotes([row(' Mary', spaced)], 'spaced')).toHaveLength(1)
    expect(answerSetNotes([row(' Mary', { ...spaced, isChanged: false }), row('.')])).toEqual([])
  })

  it('is not known of ids, of which it is said where they look foreign', () => {
    const ids = (...found: OddIds[]) => foreignIdsNote(found.map((oddIds) => ({ oddIds })))
    expect(ids({ odd: 1, of: 2, example: 'ocr' }, { odd: 0, of: 2 })).toBe(
      '1 of 4 answers given as token ids would hardly follow their prompts ("ocr"): the ids may belong to another tokenizer.',
    )
    expect(ids({ odd: 1, of: 2, example: 'ocr' })).toBe(null)
    expect(ids({ odd: 0, of: 20 }, { odd: 1, of: 2 })).toBe(null)
    expect(ids(...Array.from({ length: 4 }, () => ({ odd: 1, of: 1 })))).toBe(
      '4 of 4 prompts given as token ids read as no text: the ids may belong to another tokenizer.',
    )
  })
})

describe('a data hash for people', () => {
  it('has its parts, and says where it is an older one', () => {
    const hash = 'a'.repeat(64)
    expect(dataHashText(`tokens:${hash}/spans:0123456789abcdef`)).toBe(
      'aaaaaaaaaaaa…, spans 0123456789abcdef',
    )
    expect(dataHashText(hash)).toBe('aaaaaaaaaaaa… (of the prompts as written, by an older version)')
  })
})
