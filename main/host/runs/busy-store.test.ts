import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HostEvent } from '../../../contract'
import { slowPrompts } from '../../../testing/slow-prompts'
import { lock } from '../../../testing/raw-store'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-busy-'))
afterAll(() => rmSync(folder, { recursive: true }))

let host: TestHost
let storePath: string
let stores = 0
beforeEach(() => {
  storePath = path.join(folder, `${stores++}.db`)
  host = new TestHost(storePath)
})
afterEach(() => host.client.close())

const config = {
  method: 'acdc',
  model: path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny'),
  prompts: { name: 'many', rows: slowPrompts(500) },
  metric: 'logit_diff',
  threshold: 0.004,
} as const

describe('while another program writes the store', () => {
  it('a rename waits, and everybody else is answered', async () => {
    const circuit = { cfg: { n_layers: 1, n_heads: 1, d_model: 4 }, nodes: {}, edges: {} }
    const { id } = await host.call('runs.import', { text: JSON.stringify(circuit), fileName: 'a.json' })
    const unlock = lock(storePath)
    let isRenamed = false
    const renamed = host.call('runs.rename', { id, name: 'b' }).finally(() => (isRenamed = true))
    for (let asked = 0; asked < 5; asked++) {
      expect((await host.call('runs.list', {})).map(({ name }) => name)).toEqual(['a'])
      expect((await host.call('runs.get', { id })).summary.name).toBe('a')
      await host.call('app.info', {})
    }
    expect(isRenamed).toBe(false)
    unlock()
    expect((await renamed).name).toBe('b')
  })

  it('a run goes on, and what it decided meanwhile is saved and reported in order', async () => {
    const { id } = await host.call('runs.start', { config })
    const isDecisions = (event: HostEvent) => event.type === 'run-decisions' && event.runId === id
    await host.next(isDecisions, true)
    const unlock = lock(storePath)
    const before = (await host.call('runs.get', { id })).seq
    await host.call('app.info', {})
    await host.call('settings.get', {})
    expect((await host.call('runs.get', { id })).seq).toBe(before)
    unlock()
    await host.untilDone(id)
    const { decisions, seq } = await host.call('runs.get', { id })
    expect(decisions.edge).toHaveLength(110)
    const reported = host.events
      .filter(isDecisions)
      .map((event) => event.type === 'run-decisions' && event.seq)
    expect(reported).toEqual(Array.from({ length: seq }, (_, at) => at + 1))
  })
})
