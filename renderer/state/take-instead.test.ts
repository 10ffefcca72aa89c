import { describe, expect, it } from 'vitest'
import { withInstead } from './take-instead'
import { newDraft, reduceDraft } from './prompt-draft'

describe('another answer in the place of one that is not one token', () => {
  it('takes its place among the others, as text or as id', () => {
    expect(withInstead('Katherine|She', { typed: 'Katherine', write: ' K' })).toBe(' K|She')
    expect(withInstead('Katherine | She', { typed: 'Katherine', write: 17 })).toBe('#17| She')
  })
})

describe('prompts that end with a space', () => {
  it('lose it, all of them, and the others stay the same objects', () => {
    const rows = ['Lily was ', 'Lily was'].map((clean) => ({
      clean,
      corrupt: 'Tim was',
      answers: ['sad'],
      wrongAnswers: [],
    }))
    const draft = reduceDraft(newDraft(), { type: 'import', name: 'x', rows })
    const after = reduceDraft(draft, { type: 'trim' })
    expect(after.rows.map(({ clean }) => clean)).toEqual(['Lily was', 'Lily was'])
    expect(after.rows[1]).toBe(draft.rows[1])
  })
})

describe('how a file proposes that prompts begin', () => {
  it('is kept until the person has chosen, where the file does not say it', () => {
    const proposedBos = { bos: 'yes', why: 'Its code prepends BOS.' } as const
    const imported = reduceDraft(newDraft(), { type: 'import', name: 'x', rows: [], proposedBos })
    expect(imported).toMatchObject({ bos: 'tokenizer', proposedBos })
    expect(reduceDraft(imported, { type: 'bos', bos: 'tokenizer' }).proposedBos).toBe(undefined)
    const said = reduceDraft(newDraft(), { type: 'import', name: 'x', rows: [], proposedBos, bos: 'no' })
    expect([said.bos, said.proposedBos]).toEqual(['no', undefined])
  })
})
