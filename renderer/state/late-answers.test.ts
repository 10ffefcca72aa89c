import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  PatchbayError,
  type AppInfo,
  type ModelInfo,
  type PromptSet,
  type RunDetail,
  type SampleInfo,
} from '../../contract'

// The test decides when requests are answered, and in which order.
const host = vi.hoisted(() => ({
  pending: [] as {
    name: string
    args: unknown
    answer: (value: unknown) => void
    fail: (why: Error) => void
  }[],
}))
vi.mock('./client', () => ({
  call: (name: string, args: unknown) =>
    new Promise((answer, fail) => host.pending.push({ name, args, answer, fail })),
  onEvent: () => () => undefined,
}))

import { importFiles } from '../views/dataset/import-prompts'
import { judgeForm } from '../methods/evaluate/form'
import { discoverForm } from './discover-form'
import { useHost } from './host'
import { openRun } from './open-run'
import { followPrompts, loadSet, saveDraft } from './prompt-sets'
import { bringBack, changeDraft, takePromptSet } from './prompts'
import { usePrompts } from './prompt-store'
import { cancelOpening, openModel, openSample, startSession } from './session'
import { stageForm } from './stage-form'
import { showInStages, STAGES, useStages } from './stages'
import { startRun } from './start-run'
import { startInStage } from './start-stage'
import { refreshRuns } from './run-list'
import { putList, useRuns } from './run-store'
import { updateWorkbench, useWorkbench } from './workbench'

const shape = { layers: 1, heads: 2, mlps: false, parallel: false }
const prompts: PromptSet = {
  name: 'of the run',
  bos: 'tokenizer',
  rows: [{ clean: 'a', corrupt: 'b', answers: ['c'], wrongAnswers: ['d'] }],
}

function modelOf(name: string): ModelInfo {
  const modelHash = `hash of ${name}`
  return {
    path: `/${name}`,
    name,
    stamp: `files of ${name}`,
    identity: { modelHash, modelHashes: { configAndWeights: modelHash, files: {} } },
    shape,
    tokenizer: {},
  } as unknown as ModelInfo
}

function runOf(id: string, model: string, method: 'acdc' | 'edges' = 'acdc'): RunDetail {
  const own = {
    method,
    model: `/${model}`,
    prompts,
    metric: 'nll',
    threshold: 0.5,
    order: 'reference',
    absolute: false,
  }
  const edges = { direction: 'denoising', select: { kind: 'into', receiver: 'logits' }, mlps: 'frozen' }
  const columns = { edge: new Int32Array(), effect: new Float64Array() }
  const none = new Float64Array()
  return {
    summary: { id, method, model: `/${model}`, modelName: model, state: 'done', number: 1, name: 'Run 1' },
    config: { ...own, ...(method === 'edges' && edges) },
    shape,
    metricSense: 1,
    provenance: { modelHash: `hash of ${model}` },
    decisions: {
      firstStep: 0,
      ...columns,
      metric: none,
      delta: none,
      kept: new Uint8Array(),
      reason: new Uint8Array(),
    },
    effects: columns,
    scores: null,
    seq: 0,
    progress: null,
  } as unknown as RunDetail
}

/** Answers the oldest pending request of this name (with these words in its arguments). */
async function answer(name: string, value: unknown, words = ''): Promise<void> {
  const at = host.pending.findIndex((one) => one.name === name && JSON.stringify(one.args).includes(words))
  if (at < 0) throw new Error(`No pending request ${name} ${words}: ${JSON.stringify(host.pending)}`)
  const [one] = host.pending.splice(at, 1)
  if (value instanceof Error) one.fail(value)
  else one.answer(value)
  await settled()
}

/** Pending requests, without the checks of prompts that follow every change of the draft. */
const unanswered = () => host.pending.filter(({ name }) => name !== 'prompts.check')

const settled = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  host.pending.length = 0
  useRuns.setState({ byId: {}, problems: {}, listed: null, live: null, loading: null })
  showInStages(STAGES, null)
  stageForm.set({ selected: [] })
  discoverForm.set({ metric: 'kl' })
  updateWorkbench({
    view: 'runs',
    model: modelOf('first'),
    opening: null,
    runId: null,
    selection: null,
  })
  changeDraft({ type: 'new' })
  usePrompts.setState({ replaced: [] })
})

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
