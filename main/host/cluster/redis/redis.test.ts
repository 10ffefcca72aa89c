import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { LIVE_STATES, type ArgsOf, type HostEvent } from '../../../../contract'
import { describeWhere } from '../../../../testing/describe-where'
import { COMMAND_LINE, ROOT, runCommandLine } from '../../../../testing/from-sources'
import { TestHost } from '../../../../testing/host-from-source'
import { hasRedis, RedisServer } from '../../../../testing/redis-server'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { Store } from '../../../store'
import { Lease } from '../../runs/ownership/lease'
import { RedisComputer } from './redis-computer'

const CLOCK = ['--import', path.join(ROOT, 'testing/shifted-clock.mjs')]
const HOURS_MS = 3_600_000

const temporary = mkdtempSync(path.join(tmpdir(), 'patchbay-workers-'))
const model = path.join(temporary, 'tiny')
const db = path.join(temporary, 'asker.db')
const workers: ChildProcess[] = []
let redis: RedisServer
let host: TestHost
let store: Store
let lease: Lease
let computer: RedisComputer
const events: HostEvent[] = []

const config = {
  method: 'acdc',
  model,
  prompts: { name: 'many', rows: slowPrompts(600) },
  metric: 'logit_diff',
  threshold: 0.004,
} as const

beforeAll(async () => {
  if (!hasRedis) return
  cpSync(path.join(ROOT, 'fixtures/gpt2-tiny'), model, { recursive: true })
  redis = await RedisServer.start()
  host = new TestHost(db)
  await host.call('runs.list', {})
  store = new Store(db)
  lease = new Lease(
    () => store,
    () => {},
  )
  computer = await connected()
})
const connected = () =>
  RedisComputer.connect(
    { url: redis.url, store: () => store, lease, emit: (event) => events.push(event) },
    () => {},
  )
afterEach(() => workers.splice(0).forEach((worker) => worker.kill('SIGKILL')))
afterAll(async () => {
  if (!hasRedis) return
  await computer.close()
  lease.release()
  store.close()
  await host.client.close()
  await redis.end()
  rmSync(temporary, { recursive: true })
})

/** @param aheadMs of its clock. */
function startWorker(name: string, options: string[] = [], aheadMs = 0): ChildProcess {
  const args = [
    'worker',
    '--redis',
    redis.url,
    '--takeover',
    '3',
    '--name',
    name,
    '--threads',
    '1',
    '--db',
    path.join(temporary, `${name}.db`),
  ]
  const worker = spawn(process.execPath, [...CLOCK, ...COMMAND_LINE, ...args, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATCHBAY_TEST_CLOCK_MS: String(aheadMs) },
  })
  workers.push(worker)
  return worker
}

/** A run that waits in the store, and is ours. */
async function waitingRun(threshold: number, base: { prompts: object } = config): Promise<string> {
  const folder = path.join(temporary, `folder-${threshold}`)
  const spec = { base, axes: [{ name: 'threshold', values: [threshold] }], judge: false }
  await host.call('sweeps.handOver', { spec, folder } as ArgsOf<'sweeps.handOver'>)
  const [{ id }] = store.runs.list()
  store.runs.claim(id, lease.hold(), [])
  return id
}

async function ended(id: string) {
  while (LIVE_STATES.includes(store.runs.summary(id).state))
    await new Promise((resolve) => setTimeout(resolve, 50))
  return store.runs.summary(id)
}

/** Resolves once a worker has said this. */
function said(worker: ChildProcess, words: string): Promise<void> {
  let text = ''
  return new Promise((resolve) =>
    worker.stderr!.on('data', (data: Buffer) => {
      text += data.toString()
      if (text.includes(words)) resolve()
    }),
  )
}

const until = async (fits: () => boolean) => {
  while (!fits()) await new Promise((resolve) => setTimeout(resolve, 20))
}

const found = (id: string) => {
  const { run, result } = store.bundles.read(id)
  const { decisions, effects } = store.journal.read(id)
  return { decisions, effects, final: run.metric_final, kept: run.edges_kept, result: result?.data }
}

describeWhere(hasRedis, 'a run on Redis', 'there is no redis-server on this machine', () => {
  it('is computed by another worker after the first was killed, streamed in, and is what this machine computes', async () => {
    // So many prompts, and so many checkpoints, that it is seen and killed long before its end.
    const long = { ...config, prompts: { name: 'more', rows: slowPrompts(2_000) } }
    const id = await waitingRun(0.0041, long)
    const again = { ...long, threshold: 0.0041 }
    const first = startWorker('first', ['--checkpoint-ms', '100'], 5 * HOURS_MS)
    computer.enqueue(id)
    await until(() => store.runs.summary(id).message !== null)
    expect(store.runs.summary(id)).toMatchObject({
      state: 'queued',
      message: `Waits for a worker at ${redis.url}.`,
    })
    await until(() => store.runs.summary(id).edgesDecided > 0)
    expect(store.runs.summary(id)).toMatchObject({ state: 'running', message: 'Worker first computes it.' })
    first.kill('SIGKILL')
    const decided = store.runs.summary(id).edgesDecided
    startWorker('second', [], -5 * HOURS_MS)
    expect(await ended(id)).toMatchObject({ state: 'done' })
    expect(decided).toBeLessThan(store.runs.summary(id).edgesTotal)
    expect(store.runs.summary(id).elapsedMs).toBeLessThan(HOURS_MS)
    const { id: same } = await host.call('runs.start', { config: again })
    await host.untilDone(same)
    expect(found(id)).toEqual(found(same))
    expect(events.some(({ type }) => type === 'run-decisions')).toBe(true)
  })

  it('is computed by one that comes later, whatever others refused before and the clocks of both say', async () => {
    const id = await waitingRun(0.2)
    cpSync(model, `${model}-elsewhere`, { recursive: true })
    rmSync(model, { recursive: true })
    const poor = startWorker('poor', ['--models', path.join(temporary, 'none')], 5 * HOURS_MS)
    computer.enqueue(id)
    await said(poor, 'Name the folder that has it with --models.')
    poor.kill('SIGKILL')
    startWorker('rich', ['--models', `${model}-elsewhere`], -5 * HOURS_MS)
    expect(await ended(id)).toMatchObject({ state: 'done' })
    cpSync(`${model}-elsewhere`, model, { recursive: true })
    rmSync(`${model}-elsewhere`, { recursive: true })
  })

  it('is refused by workers that lack its model, and says so', async () => {
    const id = await waitingRun(0.3)
    cpSync(model, `${model}-moved`, { recursive: true })
    rmSync(model, { recursive: true })
    startWorker('poor', ['--models', path.join(temporary, 'none')])
    computer.enqueue(id)
    const { state, message } = await ended(id)
    expect(state).toBe('failed')
    expect(message).toMatch(
      /^No worker can compute it\. poor: The model tiny \(hash [0-9a-f]{12}\) is not here: none in .*none and none of the local cache is the same\. Name the folder that has it with --models\.$/,
    )
    cpSync(`${model}-moved`, model, { recursive: true })
  })

  it('is stopped while it waits, and lasts while Redis is away', async () => {
    const id = await waitingRun(0.4)
    computer.enqueue(id)
    await computer.stop(id)
    expect(store.runs.summary(id)).toMatchObject({ state: 'stopped' })
    const other = await waitingRun(0.5)
    computer.enqueue(other)
    const halted = await waitingRun(0.6)
    computer.enqueue(halted)
    await until(() => store.runs.summary(halted).message !== null)
    await redis.kill()
    await until(() => !computer.state.isThere)
    await computer.stop(halted)
    expect(store.runs.summary(halted)).toMatchObject({
      state: 'queued',
      message: `It is stopped once Redis at ${redis.url} can be used.`,
    })
    await redis.start()
    expect(await ended(halted)).toMatchObject({ state: 'stopped' })
    startWorker('third')
    expect(await ended(other)).toMatchObject({ state: 'done' })
  })

  it('needs a server that answers, at an address of Redis', () => {
    const run = (url: string) => runCommandLine(['worker', '--redis', url])
    expect(run('127.0.0.1:6379').stderr).toBe(
      '"127.0.0.1:6379" is not an address of Redis: write redis://HOST:PORT, or rediss:// with TLS.\n',
    )
    expect(run('redis://:secret@127.0.0.1:1').stderr).toBe(
      'Redis at redis://:***@127.0.0.1:1 cannot be used (connect ECONNREFUSED 127.0.0.1:1): start it, or give another address.\n',
    )
    expect(runCommandLine(['worker']).stderr).toBe(
      'A worker needs --redis URL, or --folder DIR with --task N.\n',
    )
  })
})
