import { describe, expect, it } from 'vitest'
import type { PromptRow } from '../../contract'
import {
  holdsUnsavedWork,
  isBundledSet,
  newDraft,
  reduceDraft,
  toPromptSet,
  type DraftAction,
  type PromptDraft,
} from './prompt-draft'

const mary: PromptRow = { clean: 'Mary', corrupt: 'Tom', answers: [' a', 'b|c'], wrongAnswers: [4] }
const ids: PromptRow = { clean: [1, 2], corrupt: [1, 3], answers: [5], wrongAnswers: [6], position: 0 }

function reduce(draft: PromptDraft, ...actions: DraftAction[]): PromptDraft {
  return actions.reduce(reduceDraft, draft)
}

function load(...rows: PromptRow[]): PromptDraft {
  return reduce(newDraft(), { type: 'load', savedId: 's1', set: { name: 'IOI', bos: 'yes', rows } })
}

describe('draft of a prompt set', () => {
  it('gives a loaded set back unchanged', () => {
    expect(toPromptSet(load(mary, ids), false)).toEqual({ name: 'IOI', bos: 'yes', rows: [mary, ids] })
  })

  it('keeps what is chosen for the set, and the spans and templates of its rows', () => {
    const row: PromptRow = { ...mary, template: 'A and B', spans: [{ name: 'IO', from: 1, to: 2 }] }
    const split = { seed: 3, heldOut: 0.25, by: 'template' } as const
    const set = { name: 'IOI', bos: 'no', rows: [row], answerReading: 'typed', split } as const
    const draft = reduce(newDraft(), { type: 'load', savedId: 's1', set: { ...set, rows: [row] } })
    expect(toPromptSet(draft, false)).toEqual(set)
    expect(draft.dirty).toBe(false)
    const changed = reduce(draft, { type: 'choose', choices: { split: undefined } })
    expect([toPromptSet(changed, false).split, changed.dirty]).toEqual([undefined, true])
    const spans = [{ name: 'end', from: 0, to: 0 }]
    expect(toPromptSet(reduce(draft, { type: 'spans', keys: [0], spans }), false).rows[0].spans).toEqual(
      spans,
    )
  })

  it('takes a file as a new set, not saved yet, with the BOS chosen before', () => {
    const imported = reduce(load(mary), { type: 'import', name: 'many', rows: [ids] })
    expect(toPromptSet(imported, false)).toEqual({ name: 'many', bos: 'yes', rows: [ids] })
    expect([imported.savedId, holdsUnsavedWork(imported)]).toEqual([null, true])
  })

  it('distinguishes a bundled set from a saved one, and from one that was changed', () => {
    const set = { name: 'Sample', bos: 'tokenizer', rows: [mary] } as const
    const sample = reduce(newDraft(), { type: 'load', savedId: 'sample:x', set: { ...set, rows: [mary] } })
    expect([isBundledSet(sample), isBundledSet(load(mary))]).toEqual([true, false])
    expect(isBundledSet(reduce(sample, { type: 'bos', bos: 'no' }))).toBe(false)
  })

  it('starts with one blank row that is neither unsaved work nor part of the set', () => {
    expect(newDraft().rows).toHaveLength(1)
    expect(toPromptSet(newDraft(), false)).toEqual({ name: 'Untitled prompts', bos: 'tokenizer', rows: [] })
    expect(holdsUnsavedWork(reduce(newDraft(), { type: 'add' }))).toBe(false)
  })

  it('edits one row and keeps the other row objects, by which check results are remembered', () => {
    const before = load(mary, ids)
    const after = reduce(before, { type: 'edit', key: 0, field: 'clean', text: 'Anna' })
    expect(after.rows.map((row) => row.clean)).toEqual(['Anna', '#1 #2'])
    expect(after.rows[1]).toBe(before.rows[1])
    expect(after.dirty).toBe(true)
  })

  it('adds after a row, duplicates beside it, and never reuses a key', () => {
    const draft = reduce(load(mary, ids), { type: 'add', after: 0 }, { type: 'duplicate', key: 1 })
    expect(draft.rows.map(({ key }) => key)).toEqual([0, 2, 1, 3])
    expect(draft.rows[3]).toMatchObject({ clean: '#1 #2' })
  })

  it('deletes and, on undo, puts the row back where it was', () => {
    const before = load(mary, ids, mary)
    const deleted = reduce(before, { type: 'delete', key: 1 })
    expect(deleted.rows.map(({ key }) => key)).toEqual([0, 2])
    const undone = reduce(deleted, { type: 'insert', index: 1, row: before.rows[1] })
    expect(undone.rows).toEqual(before.rows)
  })

  it('leaves a blank row where the last one was deleted, which undo replaces', () => {
    const before = load(mary)
    const empty = reduce(before, { type: 'delete', key: 0 })
    expect(toPromptSet(empty, false).rows).toEqual([])
    expect(empty.rows).toHaveLength(1)
    expect(reduce(empty, { type: 'insert', index: 0, row: before.rows[0] }).rows).toEqual(before.rows)
  })

  it('appends pasted rows in place of trailing blank rows', () => {
    const draft = reduce(newDraft(), { type: 'add' }, { type: 'append', rows: [mary, ids] })
    expect(draft.rows.map((row) => row.clean)).toEqual(['Mary', '#1 #2'])
    expect(new Set(draft.rows.map(({ key }) => key)).size).toBe(2)
  })

  it('keeps the notes made while rows were read, and the BOS choice of a file', () => {
    const notes = ['Ignored: index.']
    const draft = reduce(
      newDraft(),
      { type: 'import', name: 'ioi', rows: [mary], notes, bos: 'yes' },
      { type: 'append', rows: [ids], notes: ['Ignored: index.', 'Ignored: comment.'] },
      { type: 'edit', key: 0, field: 'clean', text: 'Anna' },
    )
    expect(toPromptSet(draft, false)).toMatchObject({
      name: 'ioi',
      bos: 'yes',
      notes: ['Ignored: index.', 'Ignored: comment.'],
    })
    const loaded = reduce(draft, { type: 'load', savedId: 's', set: toPromptSet(draft, false) })
    expect(loaded.notes).toEqual(draft.notes)
    expect(reduce(loaded, { type: 'new' }).notes).toBeUndefined()
  })

  it('stays unsaved when typing continued during the save', () => {
    const sent = reduce(load(mary), { type: 'edit', key: 0, field: 'clean', text: 'Anna' })
    const saved: DraftAction = { type: 'saved', savedId: 's2', name: 'New', sent }
    expect(reduce(sent, saved)).toMatchObject({ dirty: false, savedId: 's2', name: 'New' })
    const typed = reduce(sent, { type: 'edit', key: 0, field: 'clean', text: 'Annabel' })
    expect(reduce(typed, saved).dirty).toBe(true)
  })

  it('keeps the rows as unsaved work when their set is deleted', () => {
    expect(reduce(load(mary), { type: 'detach' })).toMatchObject({ savedId: null, dirty: true })
  })
})
