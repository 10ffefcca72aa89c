import { beforeEach, expect, it } from 'vitest'
import { shownNotices, useNotices } from './notify'
import { recordChange, redo, undo, useChanges, type Change } from './undo'

let log: string[] = []
const change = (what: string, more: Partial<Change> = {}): Change => ({
  what,
  undo: () => log.push(`-${what}`),
  redo: () => log.push(`+${what}`),
  ...more,
})
const whats = () => [useChanges.getState().done, useChanges.getState().undone].map((all) => all.map(({ what }) => what))

beforeEach(() => {
  log = []
  useChanges.setState({ done: [], undone: [] })
})

it('takes changes back in their order, and does them again', async () => {
  recordChange(change('a'))
  recordChange(change('b'))
  await undo()
  await undo()
  await undo()
  expect([log, ...whats()]).toEqual([['-b', '-a'], [], ['b', 'a']])
  await redo()
  expect([log.at(-1), ...whats()]).toEqual(['+a', ['a'], ['b']])
})

it('forgets what was undone where something else is done', async () => {
  recordChange(change('a'))
  await undo()
  recordChange(change('b'))
  expect(whats()).toEqual([['b'], []])
})

it('takes back one of them, whatever came after, and only once', async () => {
  const first = recordChange(change('a'))
  recordChange(change('b'))
  await undo(first)
  await undo(first)
  expect([log, ...whats()]).toEqual([['-a'], ['b'], ['a']])
})

it('remembers what goes on in place of what it goes on with', () => {
  const first = recordChange(change('t'))
  recordChange(change('text'), first)
  expect(whats()[0]).toEqual(['text'])
})

it('says what could not be undone, and does not offer it again', async () => {
  const gone = () => Promise.reject(new Error('Run 3 was removed for good.'))
  recordChange(change('delete run 3', { undo: gone }))
  await undo()
  expect(shownNotices(useNotices.getState(), 'discover').problem).toMatchObject({
    title: 'Could not undo: delete run 3',
    message: 'Run 3 was removed for good.',
  })
  expect(whats()).toEqual([[], []])
})

it('waits for one before it begins the next', async () => {
  let finish = () => {}
  const slow = new Promise<void>((done) => (finish = done)).then(() => log.push('-slow'))
  recordChange(change('a'))
  recordChange(change('slow', { undo: () => slow }))
  const all = [undo(), undo()]
  finish()
  await Promise.all(all)
  expect(log).toEqual(['-slow', '-a'])
})
