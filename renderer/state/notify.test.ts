import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dismissNotice, followView, notify, notifyDone, notifyProblem, shownNotices, useNotices } from './notify'
import { showView, useWorkbench } from './workbench'

const shown = () => {
  const { problem, said } = shownNotices(useNotices.getState(), useWorkbench.getState().view)
  return [problem?.title ?? null, said?.message ?? null]
}

let end = () => {}
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
  useNotices.setState({ past: [], latest: null })
  showView('runs')
  end = followView()
})
afterEach(() => {
  end()
  vi.useRealTimers()
})
const later = () => vi.setSystemTime(Date.now() + 10_000)

it('shows the newest problem and what was said last, never more', () => {
  for (let made = 1; made <= 3; made++) notifyProblem(`Problem ${made}`, 'why')
  notifyDone('Saved')
  notify({ message: 'Deleted' })
  expect(shown()).toEqual(['Problem 3', 'Deleted'])
  expect(useNotices.getState().past).toHaveLength(5)
})

it('keeps a problem until it is read', () => {
  notifyProblem('First', 'why')
  notifyProblem('Second', 'why')
  dismissNotice(useNotices.getState().past[0].id)
  expect(shown()).toEqual(['First', null])
})

it('takes a notice off with its view, and comes back to what was not read', () => {
  notifyProblem('Not deleted', 'why')
  notifyDone('Saved')
  later()
  showView('discover')
  expect(shown()).toEqual([null, null])
  showView('runs')
  expect(shown()).toEqual(['Not deleted', null])
})

it('takes along what was said as the view changed', () => {
  notifyDone('Imported as run 3')
  showView('discover')
  expect(shown()).toEqual([null, 'Imported as run 3'])
})
