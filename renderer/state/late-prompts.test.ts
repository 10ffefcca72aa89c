import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type AppInfo, type PromptSet, type SampleInfo } from '../../contract'
import { answer, settled } from '../../testing/late-host'

vi.mock('./client', async () => (await import('../../testing/late-host')).lateClient)

import { resetWindow } from '../../testing/late-window'
import { modelOf, prompts, runOf } from '../../testing/shown-runs'
import { importFiles } from '../views/dataset/import-prompts'
import { useHost } from './host'
import { openRun } from './open-run'
import { followPrompts, loadSet, saveDraft } from './prompt-sets'
import { bringBack, changeDraft, takePromptSet } from './prompts'
import { usePrompts } from './prompt-store'
import { openModel, openSample } from './session'
import { updateWorkbench } from './workbench'

beforeEach(resetWindow)

describe('prompts', () => {
  const setOf = (clean: string): PromptSet => ({
    ...prompts,
    name: clean,
    rows: [{ ...prompts.rows[0], clean }],
  })
  const shown = () => usePrompts.getState().draft.rows.map(({ clean }) => clean)
  const type = (text: string) => {
    const [{ key }] = usePrompts.getState().draft.rows
    changeDraft({ type: 'edit', key, field: 'clean', text })
  }

  it('are those of the set that was chosen last', async () => {
    const loaded = [loadSet('one'), loadSet('two')]
    await answer('promptSets.get', setOf('two'), 'two')
    await answer('promptSets.get', setOf('one'), 'one')
    await Promise.all(loaded)
    expect(shown()).toEqual(['two'])
  })

  it('saved while another set is loaded do not mark that set as saved', async () => {
    type('typed')
    const saved = saveDraft('mine')
    const loaded = loadSet('other')
    await answer('promptSets.get', setOf('other'))
    await answer('promptSets.save', { id: 'saved-id', name: 'mine' })
    await Promise.all([saved, loaded])
    expect(usePrompts.getState().draft).toMatchObject({ savedId: 'other', name: 'other', dirty: false })
  })

  it('imported while the sample is being opened are not replaced by it', async () => {
    const sample = {
      path: '/sample',
      prompts: [{ id: '/sample', title: '', metric: 'kl', threshold: 1 }],
    } as Partial<SampleInfo> as SampleInfo
    const opened = openSample(sample)
    const imported = importFiles([new File(['text'], 'mine.json')])
    await settled()
    await answer('models.open', modelOf('sample'))
    await answer('prompts.parse', { kind: 'rows', rows: setOf('imported').rows, notes: [] })
    await answer('promptSets.get', setOf('of the sample'))
    await Promise.all([opened, imported])
    expect(shown()).toEqual(['imported'])
  })

  it('of a sample stay when its model is opened after them, and go when another model is', async () => {
    const sample = { path: '/trained', prompts: [{ id: 'sample:one' }, { id: 'sample:two' }] }
    useHost.setState({ info: { samples: [sample] } as Partial<AppInfo> as AppInfo })
    updateWorkbench({ model: modelOf('before') })
    const end = followPrompts()
    takePromptSet(setOf('second set'), 'sample:two')
    const opened = openModel('/trained')
    await answer('models.open', modelOf('trained'))
    await opened
    expect(shown()).toEqual(['second set'])
    const other = openModel('/other')
    await answer('models.open', modelOf('other'))
    await other
    expect(usePrompts.getState().draft.savedId).toBeNull()
    useHost.setState({ info: null })
    end()
  })

  it('that are not saved are kept when a run is opened, and can be brought back where they were replaced', async () => {
    const end = followPrompts()
    await answer('promptSets.list', [])
    type('typed and not saved')
    const opened = openRun({ id: 'r', method: 'acdc' })
    await answer('runs.get', runOf('r', 'first'))
    await opened
    expect(shown()).toEqual(['typed and not saved'])

    takePromptSet(prompts, null)
    expect(shown()).toEqual(['a'])
    const [{ draft }] = usePrompts.getState().replaced
    expect(draft.rows.map(({ clean }) => clean)).toEqual(['typed and not saved'])
    bringBack(draft)
    expect(shown()).toEqual(['typed and not saved'])
    expect(usePrompts.getState().replaced).toEqual([])
    end()
  })
})
