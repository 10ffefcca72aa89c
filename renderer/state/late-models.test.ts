import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PatchbayError, type AppInfo } from '../../contract'
import { answer } from '../../testing/late-host'

vi.mock('./client', async () => (await import('../../testing/late-host')).lateClient)

import { resetWindow } from '../../testing/late-window'
import { modelOf, prompts, runOf } from '../../testing/shown-runs'
import { judgeForm } from '../methods/evaluate/form'
import { openRun } from './open-run'
import { cancelOpening, openModel, startSession } from './session'
import { stageForm } from './stage-form'
import { showInStages, useStages } from './stages'
import { useRuns } from './run-store'
import { updateWorkbench, useWorkbench } from './workbench'

beforeEach(resetWindow)

describe('opening models', () => {
  it('shows the one that was chosen last, whichever is read last', async () => {
    const opened = [openModel('/second'), openModel('/third')]
    await answer('models.open', modelOf('third'), 'third')
    await answer('models.open', modelOf('second'), 'second')
    expect(await Promise.all(opened)).toEqual([false, true])
    expect(useWorkbench.getState().model?.name).toBe('third')
  })

  it('there and back: the first answer for a path is not taken for the second', async () => {
    const opened = [openModel('/second'), openModel('/third'), openModel('/second')]
    await answer('models.open', modelOf('second'), 'second')
    expect(useWorkbench.getState()).toMatchObject({ opening: '/second', model: { name: 'first' } })
    await answer('models.open', modelOf('second'), 'second')
    await answer('models.open', new Error('late, and no longer wanted'), 'third')
    expect(await Promise.all(opened)).toEqual([false, false, true])
    expect(useWorkbench.getState()).toMatchObject({ model: { name: 'second' }, modelProblem: null })
  })

  it('that is cancelled leaves the one before open, whatever is answered afterwards', async () => {
    const opened = openModel('/second')
    cancelOpening()
    expect(useWorkbench.getState()).toMatchObject({ opening: null, model: { name: 'first' } })
    await answer('models.open', modelOf('second'), 'second')
    expect(await opened).toBe(false)
    expect(useWorkbench.getState()).toMatchObject({ model: { name: 'first' }, modelProblem: null })
  })

  it('that is not in the cache of the hub can be downloaded; any other problem is not mended so', async () => {
    const missing = openModel('org/missing')
    await answer('models.open', new PatchbayError('not-cached', 'Not in the cache.'), 'missing')
    await missing
    expect(useWorkbench.getState().modelToDownload).toBe('org/missing')
    const broken = openModel('/broken')
    expect(useWorkbench.getState().modelToDownload).toBeNull()
    await answer('models.open', new PatchbayError('bad-input', 'Broken.'), 'broken')
    await broken
    expect(useWorkbench.getState()).toMatchObject({ modelProblem: 'Broken.', modelToDownload: null })
  })

  it('clears what belongs to another model from every view, and what was pinned there', async () => {
    const opened = openRun({ id: 'r', method: 'acdc' })
    await answer('runs.get', runOf('r', 'first'))
    await opened
    updateWorkbench({ selection: { kind: 'node', node: 'a0.h1' } })
    stageForm.set({ selected: [{ site: 'heads', layer: 0, head: 1 }] })
    judgeForm.set({ judged: 'r' })
    void openModel('/second')
    await answer('models.open', modelOf('second'))
    expect(useRuns.getState().live).toBeNull()
    expect(useWorkbench.getState()).toMatchObject({ runId: null, selection: null })
    expect(stageForm.get().selected).toEqual([])
    expect(judgeForm.get().judged).toBeNull()
  })

  it('keeps at the start what was on screen of the same model', async () => {
    showInStages(['screen'], 'r')
    updateWorkbench({ model: null, modelPath: '/second' })
    void openModel('/second')
    await answer('models.open', modelOf('second'))
    expect(useStages.getState().runs.screen).toBe('r')
    updateWorkbench({ model: null, modelPath: '/gone' })
    void openModel('/second')
    await answer('models.open', modelOf('second'))
    expect(useStages.getState().runs.screen).toBeNull()
  })

  it('keeps a run of the model that is opened, and a live one', async () => {
    for (const [model, state] of [
      ['second', 'done'],
      ['first', 'running'],
    ]) {
      const detail = runOf('r', model)
      useRuns.setState({ live: null })
      updateWorkbench({ model: modelOf('first') })
      const opened = openRun({ id: 'r', method: 'acdc' })
      await answer('runs.get', { ...detail, summary: { ...detail.summary, state } })
      if (model === 'second') await answer('models.open', new Error('not there just now'))
      await opened
      void openModel('/second')
      await answer('models.open', modelOf('second'))
      expect(useRuns.getState().live?.summary.id).toBe('r')
    }
  })
})

describe('the first start', () => {
  it('opens the sample, and leaves a circuit on screen that was imported meanwhile', async () => {
    updateWorkbench({ model: null, modelPath: null })
    const started = startSession()
    const samples = [{ path: '/sample', prompts: [{ id: 's', metric: 'kl', threshold: 1 }] }]
    await answer('app.info', { samples } as unknown as AppInfo)
    const opened = openRun({ id: 'r', method: 'import' })
    await answer('runs.get', { ...runOf('r', 'other'), config: null })
    await opened
    await answer('models.open', { ...modelOf('sample'), path: '/sample' })
    await answer('promptSets.get', prompts)
    await started
    expect(useWorkbench.getState()).toMatchObject({ model: { name: 'sample' }, runId: 'r' })
    expect(useRuns.getState().live?.summary.id).toBe('r')
  })
})
