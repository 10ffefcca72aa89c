import { beforeEach, expect, it, vi } from 'vitest'

vi.mock('./client', () => ({ call: () => new Promise(() => undefined), onEvent: () => () => undefined }))

import { redoAndSay, undoAndSay } from './notify-change'
import { shownNotices, useNotices } from './notify'
import { newDraft } from './prompt-draft'
import { usePrompts } from './prompt-store'
import { changeDraft, deleteRow, replaceDraft } from './prompts'
import { undo, useChanges } from './undo'

const draft = () => usePrompts.getState().draft
const texts = () => draft().rows.map(({ clean }) => clean)
const whats = () => useChanges.getState().done.map(({ what }) => what)
const type = (key: number, text: string) => changeDraft({ type: 'edit', key, field: 'clean', text })

beforeEach(() => {
  usePrompts.setState({ draft: newDraft(), replaced: [] })
  type(0, 'a')
  changeDraft({ type: 'add' })
  type(1, 'b')
  useChanges.setState({ done: [], undone: [] })
  useNotices.setState({ past: [], latest: null })
})

it('takes the letters of one field back at once', async () => {
  type(0, 'x')
  type(0, 'xy')
  type(1, 'z')
  expect(whats()).toEqual(['edit row 1', 'edit row 2'])
  await undo()
  await undo()
  expect(texts()).toEqual(['a', 'b'])
  await redoAndSay()
  expect(texts()).toEqual(['xy', 'b'])
})

it('goes back through another set, and says what it does', async () => {
  deleteRow(1)
  replaceDraft({ type: 'new' })
  await undoAndSay()
  expect(texts()).toEqual(['a'])
  expect(shownNotices(useNotices.getState(), 'discover').said?.message).toBe('Undone: begin a new prompt set.')
  await undoAndSay()
  expect([texts(), usePrompts.getState().replaced]).toEqual([['a', 'b'], []])
})

it('leaves a set unsaved whose saved form is another', async () => {
  type(0, 'x')
  changeDraft({ type: 'saved', savedId: 'set', name: 'mine', sent: draft() })
  expect(draft().dirty).toBe(false)
  await undo()
  expect([texts(), draft().savedId, draft().dirty]).toEqual([['a', 'b'], 'set', true])
})

it('puts a deleted row back among what was typed since', async () => {
  deleteRow(0)
  const [deletion] = useChanges.getState().done
  type(1, 'later')
  await undo(deletion)
  expect(texts()).toEqual(['a', 'later'])
})
