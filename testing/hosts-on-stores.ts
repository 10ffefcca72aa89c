import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach } from 'vitest'
import type { ArgsOf, SweepDetail, SweepState } from '../contract'
import { TestHost } from './host-from-source'

/** Stores in a folder that goes at the end of a file's tests; what a test starts on one is closed after it. */
export function hostsOnStores(prefix: string): { folder: string; hostOn: (name: string) => TestHost } {
  const folder = mkdtempSync(path.join(tmpdir(), `${prefix}-`))
  const hosts: TestHost[] = []
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.client.close()
  })
  afterAll(() => rmSync(folder, { recursive: true }))
  const hostOn = (name: string) => {
    const host = new TestHost(path.join(folder, `${name}.db`))
    hosts.push(host)
    return host
  }
  return { folder, hostOn }
}

/** A sweep once it is in this state; without one, once it no longer runs. */
export async function sweepOnce(host: TestHost, id: string, state?: SweepState): Promise<SweepDetail> {
  for (;;) {
    const change = host.next(({ type }) => type === 'sweep-changed')
    const detail = await host.call('sweeps.get', { id })
    if (state ? detail.summary.state === state : detail.summary.state !== 'running') return detail
    await change
  }
}

/** Starts a sweep, and gives it as it ended. */
export async function swept(host: TestHost, args: ArgsOf<'sweeps.start'>): Promise<SweepDetail> {
  const { id } = await host.call('sweeps.start', args)
  return sweepOnce(host, id)
}
