import { beforeEach, describe, expect, it, vi } from 'vitest'
import { PatchbayError } from '../../contract'
import { answer, unanswered } from '../../testing/late-host'

vi.mock('./client', async () => (await import('../../testing/late-host')).lateClient)

import { resetWindow } from '../../testing/late-window'
import { modelOf, runOf } from '../../testing/shown-runs'
import { discoverForm } from './discover-form'
import { openRun } from './open-run'
import { openModel } from './session'
import { stageForm } from './stage-form'
import { useStages } from './stages'
import { startRun } from './start-run'
import { startInStage } from './start-stage'
import { refreshRuns } from './run-list'
import { putList, useRuns } from './run-store'
import { updateWorkbench, useWorkbench } from './workbench'

beforeEach(resetWindow)

describe('opening runs', () => {
  it('of a stage shows it with its model, whatever run of another model is in Discover', async () => {
    const shown = openRun({ id: 'before', method: 'acdc' })
    await answer('runs.get', runOf('before', 'first'))
    await shown
    const opened = openRun({ id: 'r', method: 'edges' })
    await answer('runs.get', runOf('r', 'second', 'edges'))
    await answer('runs.result', null)
    await answer('models.open', modelOf('second'))
    await opened
    expect(useStages.getState().runs.trace).toBe('r')
    expect(useRuns.getState().live).toBeNull()
  })

  it('shows the one that was chosen last, with its own model and settings', async () => {
    const opened = [openRun({ id: 'slow', method: 'edges' }), openRun({ id: 'quick', method: 'acdc' })]
    await answer('runs.get', runOf('quick', 'first'), 'quick')
    await answer('runs.get', runOf('slow', 'second', 'edges'), 'slow')
    await answer('runs.result', null)
    await Promise.all(opened)
    expect(useWorkbench.getState()).toMatchObject({
      view: 'discover',
      runId: 'quick',
      model: { name: 'first' },
    })
    expect(useStages.getState().runs.trace).toBeNull()
    expect(unanswered()).toEqual([])
  })

  it('does not bring its model where another was opened since', async () => {
    const opened = openRun({ id: 'r', method: 'edges' })
    await answer('runs.get', runOf('r', 'second', 'edges'))
    await answer('runs.result', null)
    const other = openModel('/third')
    await answer('models.open', modelOf('third'), 'third')
    await answer('models.open', modelOf('second'), 'second')
    await Promise.all([opened, other])
    expect(useWorkbench.getState().model?.name).toBe('third')
    expect(useStages.getState().runs.trace).toBeNull()
  })

  it('does not leave a view that was switched to meanwhile', async () => {
    const opened = openRun({ id: 'r', method: 'edges' })
    updateWorkbench({ view: 'dataset' })
    await answer('runs.get', runOf('r', 'first', 'edges'))
    await answer('runs.result', null)
    await opened
    expect(useWorkbench.getState().view).toBe('dataset')
    expect(useStages.getState().runs.trace).toBe('r')
    expect(stageForm.get()).toMatchObject({ metric: 'nll', direction: 'denoising' })
    // A stage's settings are not those of Discover.
    expect(discoverForm.get().metric).toBe('kl')
  })

  it('reads a run once that is opened twice at the same time', async () => {
    const opened = [openRun({ id: 'r', method: 'edges' }), openRun({ id: 'r', method: 'edges' })]
    await answer('runs.get', runOf('r', 'first', 'edges'))
    await answer('runs.result', null)
    await Promise.all(opened)
    expect(unanswered()).toEqual([])
    expect(useStages.getState().runs.trace).toBe('r')
  })

  it('shows a run even if its model is gone, with the reason', async () => {
    const opened = openRun({ id: 'r', method: 'acdc' })
    await answer('runs.get', runOf('r', 'deleted'))
    await answer('models.open', new Error('There is no folder /deleted.'))
    await opened
    expect(useRuns.getState().live?.summary.modelName).toBe('deleted')
    expect(useWorkbench.getState()).toMatchObject({
      model: { name: 'first' },
      modelProblem: 'There is no folder /deleted.',
    })
  })
})

describe('starting runs', () => {
  it('does not show a run that was started before another was opened', async () => {
    const started = startRun()
    const opened = openRun({ id: 'other', method: 'acdc' })
    await answer('runs.start', runOf('started', 'first').summary)
    await answer('runs.get', runOf('other', 'first'))
    await Promise.all([started, opened])
    expect(useWorkbench.getState().runId).toBe('other')
  })

  it('shows in a stage the run that was started last', async () => {
    const { config } = runOf('', 'first', 'edges')
    const started = [startInStage(config!), startInStage(config!)]
    await answer('runs.start', runOf('one', 'first', 'edges').summary)
    await answer('runs.start', runOf('two', 'first', 'edges').summary)
    for (const id of ['two', 'one']) {
      await answer('runs.get', runOf(id, 'first', 'edges'), id)
      await answer('runs.result', null, id)
    }
    await Promise.all(started)
    expect(useStages.getState().runs.trace).toBe('two')
  })
})

describe('the list of runs', () => {
  it('removes a run that was deleted elsewhere from every view, but not one that a late list leaves out', async () => {
    const opened = openRun({ id: 'gone', method: 'acdc' })
    await answer('runs.get', runOf('gone', 'first'))
    await opened
    updateWorkbench({ compareA: 'gone', compareB: 'new' })
    putList([runOf('gone', 'first').summary, runOf('new', 'first').summary])
    const refreshed = refreshRuns()
    await answer('runs.list', [])
    await answer('runs.get', new PatchbayError('not-found', 'There is no run "gone".'), 'gone')
    await answer('runs.get', runOf('new', 'first'), 'new')
    await refreshed
    expect(useRuns.getState().live).toBeNull()
    expect(useWorkbench.getState()).toMatchObject({ runId: null, compareA: null, compareB: 'new' })
  })
})
