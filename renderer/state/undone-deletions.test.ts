import { beforeEach, describe, expect, it, vi } from 'vitest'

const host = vi.hoisted(() => ({ sets: new Map<string, object>(), asked: [] as string[] }))
vi.mock('./client', () => ({
  call: (name: string, args: { id?: string; set?: object }) => {
    host.asked.push(name)
    if (name === 'promptSets.get') return Promise.resolve(host.sets.get(args.id!))
    if (name === 'promptSets.delete') return Promise.resolve(host.sets.delete(args.id!) && null)
    if (name === 'promptSets.save') {
      host.sets.set(args.id!, args.set!)
      return Promise.resolve({ id: args.id })
    }
    if (name === 'runs.restore') return Promise.resolve(acdc)
    return name === 'runs.delete' ? Promise.resolve(null) : new Promise(() => undefined)
  },
  onEvent: () => () => undefined,
}))

import { runSummary } from '../../testing/run-summary'
import { deleteSet } from './prompt-sets'
import { usePrompts } from './prompt-store'
import { changeDraft, replaceDraft } from './prompts'
import { deleteRun } from './run-actions'
import { putList, useRuns } from './run-store'
import { showInStages, useStages } from './stages'
import { undo, useChanges } from './undo'
import { updateWorkbench, useWorkbench } from './workbench'

const acdc = runSummary(1, { method: 'acdc' })
const SET = { name: 'IOI', bos: 'no' as const, rows: [] }

const deletion = () => useChanges.getState().done.find(({ what }) => what.startsWith('delete'))
const draft = () => usePrompts.getState().draft

beforeEach(() => {
  host.sets = new Map([['set-1', SET]])
  putList([acdc])
  updateWorkbench({ runId: null, compareA: null, compareB: null })
  replaceDraft({ type: 'load', savedId: 'set-1', set: SET })
})

describe('a deletion that is undone', () => {
  it('gives a prompt set its id again, and the form is unchanged', async () => {
    await deleteSet('set-1')
    expect(draft()).toMatchObject({ savedId: null, dirty: true })
    await undo()
    expect([...host.sets.keys()]).toEqual(['set-1'])
    expect(draft()).toMatchObject({ savedId: 'set-1', dirty: false })
  })

  it('keeps what was changed in the form meanwhile, and another set that is there by now', async () => {
    await deleteSet('set-1')
    changeDraft({ type: 'bos', bos: 'yes' })
    const change = deletion()
    await undo(change)
    expect(draft()).toMatchObject({ savedId: 'set-1', bos: 'yes', dirty: true })
    await deleteSet('set-1')
    replaceDraft({ type: 'new' })
    await undo(deletion())
    expect(draft().savedId).toBeNull()
  })

  it('shows a run again where it was', async () => {
    updateWorkbench({ runId: 'r1', compareA: 'r1', compareB: 'r2' })
    showInStages(['judge'], 'r1')
    await deleteRun(acdc)
    expect(useWorkbench.getState()).toMatchObject({ runId: null, compareA: null, compareB: 'r2' })
    expect(useStages.getState().runs.judge).toBeNull()
    await undo(deletion())
    expect(useWorkbench.getState()).toMatchObject({ runId: 'r1', compareA: 'r1', compareB: 'r2' })
    expect(useStages.getState().runs.judge).toBe('r1')
    expect(useRuns.getState().loading).toBe('r1')
  })

  it('leaves what took its place', async () => {
    updateWorkbench({ runId: 'r1', compareA: 'r1' })
    await deleteRun(acdc)
    updateWorkbench({ runId: 'r5', compareA: 'r5' })
    await undo(deletion())
    expect(useWorkbench.getState()).toMatchObject({ runId: 'r5', compareA: 'r5' })
  })
})
