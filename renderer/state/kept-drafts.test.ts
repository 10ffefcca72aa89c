import { beforeEach, expect, it, vi } from 'vitest'
import type { PromptSet } from '../../contract'
import { keepDraft, readKeptDraft } from './kept-drafts'
import { newDraft } from './prompt-draft'

const kept = new Map<string, string>()
vi.stubGlobal('window', {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  },
})

const prompts: PromptSet = {
  name: 'of the first version',
  bos: 'yes',
  rows: [{ clean: 'a b', corrupt: 'a c', answers: ['d'], wrongAnswers: ['e'] }],
}
const oldWorkbench = (state: unknown) => kept.set('patchbay.workbench', JSON.stringify({ state, version: 1 }))

beforeEach(() => kept.clear())

it('begins with an empty draft', () => {
  expect(readKeptDraft()).toEqual(newDraft())
})

it('opens the prompts that the first version kept with the workbench', () => {
  oldWorkbench({ view: 'dataset', prompts, promptSetId: 'saved' })
  expect(readKeptDraft()).toMatchObject({
    name: 'of the first version',
    savedId: 'saved',
    bos: 'yes',
    rows: [{ clean: 'a b', corrupt: 'a c', answers: 'd', wrongAnswers: 'e' }],
  })
})

it('opens the draft before them, and a workbench without prompts', () => {
  oldWorkbench({ view: 'dataset', prompts })
  const draft = { ...newDraft(), name: 'typed since', dirty: true }
  expect(keepDraft(draft)).toBe(true)
  expect(readKeptDraft()).toEqual(draft)
  kept.delete('patchbay.prompt-draft')
  oldWorkbench({ view: 'runs' })
  expect(readKeptDraft()).toEqual(newDraft())
})
