import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { describeWhere } from '../../../../testing/describe-where'
import { ROOT } from '../../../../testing/from-sources'
import { Program, until } from '../../../../testing/program'
import { hasRedis, RedisServer } from '../../../../testing/redis-server'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { Store } from '../../../store'
import { connectRedis } from './connection'
import { refusalForAWhile } from './refusals'

const temporary = mkdtempSync(path.join(tmpdir(), 'patchbay-refusals-'))
const at = (name: string) => path.join(temporary, name)
const programs: Program[] = []
let redis: RedisServer

function start(args: readonly string[]): Program {
  programs.push(new Program(args))
  return programs.at(-1)!
}

const startWorker = (name: string) => {
  const own = ['--name', name, '--db', at(`${name}.db`), '--threads', '1', '--checkpoint-ms', '100']
  return start(['worker', '--redis', redis.url, ...own])
}
const startAsker = (name: string, file: string) =>
  start(['sweep', 'start', file, '--redis', redis.url, '--db', at(`${name}.db`)])

function sweepFile(thresholds: number[]): string {
  const rows = slowPrompts(800).map(({ wrongAnswers, ...row }) => ({ ...row, wrong_answers: wrongAnswers }))
  writeFileSync(at('prompts.json'), JSON.stringify({ prompts: rows }))
  const of = { model: path.join(ROOT, 'fixtures/gpt2-tiny'), prompts: 'prompts.json', method: 'acdc' }
  const rest = { options: { metric: 'logit_diff' }, axes: { threshold: thresholds }, judge: false }
  const file = at(`sweep-${thresholds.join('-')}.json`)
  writeFileSync(file, JSON.stringify({ format: 'patchbay sweep spec 1', ...of, ...rest }))
  return file
}

function edgesDecided(name: string): number {
  const store = new Store(at(`${name}.db`))
  const decided = store.runs.list().map((run) => run.edgesDecided)
  store.close()
  return Math.max(0, ...decided)
}

function certificatesIn(name: string): unknown[] {
  const store = new Store(at(`${name}.db`))
  const found = store.runs.list().map(({ id }) => store.bundles.read(id).run.certificate)
  store.close()
  return found
}

function foundIn(name: string): unknown {
  const store = new Store(at(`${name}.db`))
  const runs = store.runs.list().map(({ id, state }) => {
    const { run, result } = store.bundles.read(id)
    return [run.configuration, state, store.journal.read(id).decisions, run.metric_final, result?.data]
  })
  store.close()
  return runs.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
}

const FULL =
  'takes nothing at present (it is full: raise its maxmemory, or remove what it need not keep): what is'
const UNSAVED =
  'takes nothing at present (it cannot write to its disk: free some space there, or see its log): what is'
const REPLICA =
  'takes nothing at present (it is a replica: give the address of the primary, or make it one): what is'

describeWhere(hasRedis, 'a Redis that takes nothing for a while', 'there is no redis-server', () => {
  let admin: Redis
  beforeAll(async () => {
    redis = await RedisServer.start()
    admin = new Redis(redis.port)
  })
  afterEach(() => programs.splice(0).forEach((program) => program.signal('SIGKILL')))
  afterAll(async () => {
    admin.disconnect()
    await redis.end()
    rmSync(temporary, { recursive: true })
  })

  it('is said by worker and asker and asked again, and nothing is lost', async () => {
    const file = sweepFile([0.004, 0.3])
    expect(await start(['sweep', 'start', file, '--db', at('alone.db')]).ended).toBe(0)

    const [worker, asker] = [startWorker('worker'), startAsker('asker', file)]
    await until(() => edgesDecided('asker') > 0)
    const both = async (text: string) => {
      await worker.until(`${redis.url} ${text} computed goes on`)
      await asker.until(`${redis.url} ${text}`)
    }
    // One after another without a moment between, in which all could be handed in.
    await admin.config('SET', 'maxmemory', '1')
    await both(FULL)
    await admin.call('REPLICAOF', ['127.0.0.1', '1'])
    await admin.config('SET', 'maxmemory', '0')
    await both(REPLICA)
    await failToSave()
    await admin.config('SET', 'save', '3600 1')
    await admin.call('REPLICAOF', ['NO', 'ONE'])
    await both(UNSAVED)
    worker.said = asker.said = ''
    await admin.config('SET', 'save', '')
    await worker.until(`Connected to ${redis.url}.`)
    await asker.until(`${redis.url} answers.`)
    expect(await asker.ended).toBe(0)
    expect(foundIn('asker')).toEqual(foundIn('alone'))
    // The worker has checked the model once, and not for each run.
    const [first, second] = certificatesIn('worker')
    expect(first).toMatch(/^\{/)
    expect(second).toBe(first)
  })

  async function failToSave(): Promise<void> {
    redis.loseFolder()
    await admin.bgsave()
    await until(async () => (await admin.info('persistence')).includes('rdb_last_bgsave_status:err'))
  }

  it('does not keep a worker or an asker from ending, and what was computed stays in their stores', async () => {
    const [worker, asker] = [startWorker('second'), startAsker('other', sweepFile([0.005]))]
    await until(() => edgesDecided('other') > 0)
    redis.freeze()
    worker.signal('SIGTERM')
    asker.signal('SIGINT')
    await Promise.all([worker.ended, asker.ended])
    expect(worker.said).toContain(
      `${redis.url} did not take what was computed last: it is kept in ${at('second.db')}, and a worker with the same --db goes on from there.\n`,
    )
    expect(edgesDecided('second')).toBeGreaterThan(0)
    expect(asker.said).toContain('Interrupted. What was computed is saved; to go on: patchbay sweep resume 1')
  })
})

describeWhere(hasRedis, 'a Redis that reads its data', 'there is no redis-server', () => {
  it('is said to be not ready', async () => {
    const server = await RedisServer.start()
    const admin = new Redis(server.port)
    await admin.mset(Object.fromEntries(Array.from({ length: 100 }, (_, key) => [String(key), '0'])))
    await admin.bgrewriteaof()
    await until(async () =>
      /aof_rewrite_in_progress:0\r[^]*aof_rewrites:1\r/.test(await admin.info('persistence')),
    )
    admin.disconnect()
    await server.kill()
    const slow = ['--key-load-delay', '100000', '--loading-process-events-interval-bytes', '1024']
    server.start(slow).catch(() => {})
    await expect
      .poll(() => said(server.url), { timeout: 30_000 })
      .toBe(
        `Redis at ${server.url} cannot be used (it answers nothing): wait until it has read its data, or give another address.`,
      )
    await server.end()
  })

  const said = (url: string) =>
    connectRedis(url).then(
      () => 'connected',
      ({ message }: Error) => message,
    )
})

it('knows what Redis 6 says of a script', () => {
  const said =
    "ERR Error running script (call to f_0a1b): @user_script:41: @user_script: 41: -OOM command not allowed when used memory > 'maxmemory'."
  expect(refusalForAWhile(said)).toMatchObject({ why: 'it is full' })
  expect(refusalForAWhile("ERR unknown command 'OOM'")).toBe(null)
})
