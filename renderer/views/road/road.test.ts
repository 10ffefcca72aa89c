import { beforeEach, describe, expect, it, vi } from 'vitest'

const host = vi.hoisted(() => ({ asked: [] as string[] }))
vi.mock('../../state/client', () => ({
  call: (name: string) => {
    host.asked.push(name)
    return new Promise(() => undefined)
  },
  onEvent: () => () => undefined,
}))

import type { ModelInfo, Site } from '../../../contract'
import { runSummary } from '../../../testing/run-summary'
import { confirmForm } from '../../methods/activation/form'
import { judgeForm } from '../../methods/evaluate/form'
import { putList } from '../../state/run-store'
import { stageForm, traceForm } from '../../state/stage-form'
import { updateWorkbench, useWorkbench } from '../../state/workbench'
import { discoverStep } from './late-steps'
import {
  startWorkflow,
  takeToCompare,
  takeToConfirm,
  takeToDiscover,
  takeToJudge,
  takeToTrace,
} from './road-actions'

const SITES: Site[] = [
  { site: 'resid', layer: 0, pos: 3 },
  { site: 'neurons', layer: 1, neuron: 7 },
]
const model = { path: 'sample:induction', edgeCount: 110, shape: { layers: 2, heads: 4 } } as ModelInfo
const acdc = runSummary(1, { method: 'acdc' })
const eap = runSummary(2, { method: 'eap', metric: 'logit_diff', threshold: null })

beforeEach(() => {
  host.asked.length = 0
  stageForm.set({ selected: [] })
  updateWorkbench({ view: 'model', selection: null, compareA: null, compareB: null, model })
  putList([eap, acdc])
})

describe('the road takes along what was chosen', () => {
  it('to Confirm: the selection, else the strongest of the screening', () => {
    takeToConfirm()
    expect(confirmForm.get().confirmWhat).toBe('top')
    stageForm.set({ selected: SITES })
    takeToConfirm()
    expect(confirmForm.get().confirmWhat).toBe('selection')
    expect(useWorkbench.getState().view).toBe('confirm')
  })

  it('to Trace: the edges among the selection; without one the form stays as it is', () => {
    traceForm.set({ traceMode: 'into' })
    takeToTrace()
    expect(traceForm.get().traceMode).toBe('into')
    stageForm.set({ selected: SITES })
    takeToTrace()
    expect(traceForm.get().traceMode).toBe('among')
    expect(useWorkbench.getState().view).toBe('trace')
  })

  it('to Discover: the node of the first site that has one, unless something is pinned there', () => {
    stageForm.set({ selected: SITES })
    takeToDiscover()
    expect(useWorkbench.getState()).toMatchObject({
      view: 'discover',
      selection: { kind: 'node', node: 'm1' },
    })
    updateWorkbench({ selection: { kind: 'edge', edge: 4 } })
    takeToDiscover()
    expect(useWorkbench.getState().selection).toEqual({ kind: 'edge', edge: 4 })
  })

  it('to Judge: the circuit; of scores as many as are on screen', () => {
    updateWorkbench({ topEdges: 7, rankBy: 'signed' })
    takeToJudge(eap)
    expect(judgeForm.get()).toMatchObject({ judged: 'r2', judgeTop: 7, judgeBy: 'signed' })
    takeToJudge(acdc)
    expect(judgeForm.get()).toMatchObject({ judged: 'r1', judgeTop: 7 })
  })

  it('to Compare: beside the run that was chosen there, never beside itself', () => {
    updateWorkbench({ compareA: 'r2' })
    takeToCompare(acdc)
    expect(useWorkbench.getState()).toMatchObject({ view: 'compare', compareA: 'r2', compareB: 'r1' })
    takeToCompare(eap)
    expect(useWorkbench.getState()).toMatchObject({ compareA: null, compareB: 'r2' })
  })

  it('computes nothing on the way; a workflow is shown where its verdict will be', () => {
    for (const go of [takeToConfirm, takeToTrace, takeToDiscover, () => takeToJudge(acdc)]) go()
    expect(host.asked).toEqual([])
    void startWorkflow()
    expect(useWorkbench.getState().view).toBe('judge')
    expect(host.asked).toEqual(['runs.start'])
  })
})

describe('a run in Discover', () => {
  const step = (change: Partial<typeof acdc>, hasOther = true) =>
    discoverStep({ summary: { ...acdc, ...change }, kept: 6, decided: 110 }, model, hasOther)
  const views = (found: ReturnType<typeof step>) => found.next.map(({ view }) => view)

  it('offers to judge, explain and compare a finished circuit', () => {
    expect(step({}).has).toBe('6 of 110 edges kept')
    expect(views(step({}))).toEqual(['judge', 'explain', 'compare', 'sweep'])
    expect(step({}, false).next[2].hint).toMatch(/^Needs a second circuit/)
  })

  it('offers only other thresholds after a run that kept nothing', () => {
    const empty = discoverStep({ summary: acdc, kept: 0, decided: 110 }, model, true)
    expect(empty.has).toBe('0 of 110 edges kept')
    expect(views(empty)).toEqual(['sweep'])
  })

  it('says the count on the canvas first where that is not its circuit', () => {
    const run = { summary: acdc, kept: 6, decided: 110 }
    const replayed = discoverStep(run, model, true, '2 kept at decision 34')
    expect(replayed.has).toBe('2 kept at decision 34; 6 of 110 edges kept at its end')
    expect(replayed.next[0].along).toBe(`with the circuit of ${acdc.name}`)
  })

  it('offers the best edges of scores, and says what is missing while there is no circuit', () => {
    const scored = step({ method: 'eap', testsRun: 110 })
    expect(scored.has).toBe('The 6 best of 110 edges')
    expect(scored.next[0]).toMatchObject({ view: 'judge', along: 'with the top 6' })
    expect(step({ state: 'running' })).toMatchObject({ has: '110 decided, 6 of 110 edges kept', next: [] })
    expect(step({ state: 'stopped' }).missing).toMatch(/^A finished circuit can be judged/)
    expect(discoverStep(null, model, false).missing).toMatch(/^Find one/)
    expect(discoverStep(null, model, false, null, 2)).toMatchObject({
      has: 'No run on screen',
      next: [{ view: 'runs', hint: '2 circuits of this model found before: open one there' }],
    })
    expect(views(step({ model: '/another' }))).toEqual(['compare', 'sweep'])
  })
})
