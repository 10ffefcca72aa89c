import { beforeEach, expect, it, vi } from 'vitest'
import type { HostEvent, RunDetail, RunState, RunSummary } from '../../contract'

const host = vi.hoisted(() => ({
  answers: {} as Record<string, unknown>,
  report: (_event: unknown) => undefined as void,
}))
vi.mock('./client', () => ({
  call: (name: string) => Promise.resolve(host.answers[name]),
  onEvent: (listener: (event: unknown) => void) => {
    host.report = listener
    return () => undefined
  },
}))

import { ensureMethodRun } from './read-run'
import { followRuns, refreshRuns } from './run-list'
import { methodRun, putLive, useRuns } from './run-store'
import { fromSnapshot } from './live-run'
import { clearRun, flushEvents } from './shown-run'

const summaryOf = (id: string, state: RunState, name = id): RunSummary =>
  ({ id, name, state, number: 1, method: 'acdc' }) as unknown as RunSummary

function detailOf(id: string, state: RunState): RunDetail {
  const none = new Float64Array()
  const edges = { edge: new Int32Array(), effect: none }
  return {
    summary: summaryOf(id, state),
    shape: { layers: 1, heads: 1, mlps: false, parallel: false },
    decisions: { firstStep: 0, ...edges, metric: none, delta: none, kept: new Uint8Array(), reason: none },
    effects: edges,
    seq: 0,
    progress: null,
  } as unknown as RunDetail
}

const report = (event: HostEvent) => host.report(event)
const status = (id: string, state: RunState): HostEvent => ({
  ...{ type: 'run-status', runId: id, summary: summaryOf(id, state), progress: null },
})
const stateOf = (id: string) => useRuns.getState().byId[id].summary.state

beforeEach(async () => {
  clearRun()
  useRuns.setState({ byId: {}, problems: {}, listed: null })
  host.answers = { 'runs.list': [summaryOf('one', 'running')] }
  followRuns()
  await refreshRuns()
})

it('lists a run that is reported before the list is read again', () => {
  report(status('two', 'running'))
  report(status('one', 'done'))
  expect(useRuns.getState().listed).toEqual(['two', 'one'])
  expect([stateOf('one'), stateOf('two')]).toEqual(['done', 'running'])
})

it('has one summary of the run in Discover, which changes together with its edges', async () => {
  putLive(fromSnapshot(detailOf('one', 'running')))
  report(status('one', 'paused'))
  expect(stateOf('one')).toBe('running')
  flushEvents()
  const { live, byId } = useRuns.getState()
  expect(byId.one.summary).toBe(live?.summary)
  expect(stateOf('one')).toBe('paused')
})

it('does not let a waiting report overwrite what the host answered after it', async () => {
  putLive(fromSnapshot(detailOf('one', 'running')))
  report(status('one', 'running'))
  host.answers['runs.list'] = [summaryOf('one', 'running', 'renamed')]
  await refreshRuns()
  flushEvents()
  const { live, byId } = useRuns.getState()
  expect(live?.summary.name).toBe('renamed')
  expect(byId.one.summary).toBe(live?.summary)
})

it('keeps a run that was read up to date, and reads its result when it is done', async () => {
  host.answers['runs.get'] = detailOf('one', 'running')
  await ensureMethodRun('one')
  expect(methodRun('one')).toMatchObject({ summary: { state: 'running' }, result: null })
  host.answers['runs.get'] = detailOf('one', 'done')
  host.answers['runs.result'] = { kind: 'found' }
  report(status('one', 'done'))
  await vi.waitFor(() => expect(methodRun('one')?.result).toEqual({ kind: 'found' }))
})
