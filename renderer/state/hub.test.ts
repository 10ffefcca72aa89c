import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { HostEvent } from '../../contract'
import { downloadOf, planOf } from '../../testing/downloads'

// The test decides what the host answers and reports, and when.
const host = vi.hoisted(() => ({
  pending: [] as {
    name: string
    signal?: AbortSignal
    answer: (value: unknown) => void
    fail: (why: Error) => void
  }[],
  report: null as unknown as (event: HostEvent) => void,
}))
vi.mock('./client', () => ({
  call: (name: string, _args: unknown, options?: { signal?: AbortSignal }) =>
    new Promise((answer, fail) => host.pending.push({ name, signal: options?.signal, answer, fail })),
  onEvent: (listener: (event: HostEvent) => void) => {
    host.report = listener
    return () => undefined
  },
}))

import { beginDownload, dropPlan, followHub, planDownload, startPlanned, useHub } from './hub'

const asked = (name: string) => host.pending.filter((each) => each.name === name)
const states = () => useHub.getState().downloads.map(({ name, state }) => `${name} ${state}`)

beforeEach(() => {
  host.pending = []
  useHub.setState({ cached: null, problem: null, planned: null, downloads: [] })
  followHub()
})

it('nothing is asked of the hub before a person wants to know', () => {
  expect(host.pending.map(({ name }) => name)).toEqual(['hub.cached', 'hub.downloads'])
})

describe('a plan', () => {
  it('is shown when it comes, unless another was asked for or it was dropped', async () => {
    const first = planDownload('first')
    const second = planDownload('second')
    const [one, two] = asked('hub.plan')
    expect(one.signal?.aborted).toBe(true)
    two.answer(planOf({ name: 'second' }))
    one.answer(planOf({ name: 'first' }))
    await Promise.all([first, second])
    expect(useHub.getState().planned).toMatchObject({ name: 'second', state: 'planned' })

    const third = planDownload('third')
    dropPlan()
    asked('hub.plan')[2].answer(planOf({ name: 'third' }))
    await third
    expect(useHub.getState().planned).toBeNull()
  })

  it('that cannot be made says why', async () => {
    const planning = planDownload('gated')
    asked('hub.plan')[0].fail(new Error('gated is gated.'))
    await planning
    expect(useHub.getState().planned).toEqual({ name: 'gated', state: 'failed', message: 'gated is gated.' })
  })

  it('gives way to the download that it begins', async () => {
    const starting = startPlanned(planOf())
    expect(useHub.getState().planned).toMatchObject({ isStarting: true })
    asked('hub.download')[0].answer(downloadOf())
    await starting
    expect(useHub.getState().planned).toBeNull()
    expect(states()).toEqual(['org/model downloading'])
  })
})

describe('a download', () => {
  it('is shown as the host last reported it, in its row', async () => {
    const report = (changes: Parameters<typeof downloadOf>[0]) =>
      host.report({ type: 'hub-download', download: downloadOf(changes) })
    report({ name: 'one' })
    report({ name: 'two' })
    report({ name: 'one', state: 'done' })
    expect(states()).toEqual(['two downloading', 'one done'])
  })

  it('keeps what was reported while it began', async () => {
    const beginning = beginDownload(downloadOf())
    host.report({ type: 'hub-download', download: downloadOf({ state: 'failed' }) })
    asked('hub.download')[0].answer(downloadOf())
    await beginning
    expect(states()).toEqual(['org/model failed'])
  })

  it('that has ended makes the cache be read again', () => {
    host.report({ type: 'hub-cache-changed' })
    expect(asked('hub.cached')).toHaveLength(2)
  })
})
