import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { hasRedis, RedisServer } from '../testing/redis-server'
import { findViolations } from './accessibility'
import { expect, test as base } from './shells'
import { SAMPLE_CIRCUIT, Workbench } from './workbench'

const ROOT = path.join(import.meta.dirname, '..')

/** A Redis of the test's own, with workers from the build. */
class Cluster {
  private readonly workers = new Map<string, { child: ChildProcess; said: string }>()

  constructor(
    readonly redis: RedisServer,
    private readonly folder: string,
  ) {}

  startWorker(name: string, options: readonly string[] = []): void {
    const own = ['--name', name, '--db', path.join(this.folder, `${name}.db`), '--threads', '1']
    // It is taken over from soon, and says often how far it is.
    const quick = ['--takeover', '6', '--checkpoint-ms', '100']
    const args = ['out/main/cli.cjs', 'worker', '--redis', this.redis.url, ...own, ...quick, ...options]
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] })
    const worker = { child, said: '' }
    child.stderr.on('data', (data: Buffer) => (worker.said += data.toString()))
    this.workers.set(name, worker)
  }

  kill(name: string): void {
    this.workers.get(name)!.child.kill('SIGKILL')
  }

  /** Runs that a worker says it has computed to the end. */
  finished(name: string): string[] {
    return this.workers
      .get(name)!
      .said.split('\n')
      .filter((line) => line.endsWith(': done'))
  }

  async end(): Promise<void> {
    for (const name of this.workers.keys()) this.kill(name)
    await this.redis.end()
  }
}

const test = base.extend<{ cluster: Cluster }>({
  cluster: async ({ app }, use) => {
    const cluster = new Cluster(await RedisServer.start(), app.folder)
    await use(cluster)
    await cluster.end()
  },
})
test.skip(!hasRedis, 'NOT RUN: there is no redis-server on this machine')

test('a sweep is computed by two workers, one of them killed, while Redis is away for a moment', async ({
  app,
  cluster,
}) => {
  // Six processes compute and draw: a busy machine takes its time, which is not what is tested.
  test.slow()
  const bench = new Workbench(app)
  const { page } = app
  for (const name of ['first', 'second']) cluster.startWorker(name)
  await bench.importPrompts('many.json', manyPrompts(20))

  await bench.show('Sweep')
  const form = page.getByRole('region', { name: 'New sweep' })
  // So low that nearly every edge has to be tested, but for the last, which finds the circuit.
  await form.getByLabel('Thresholds', { exact: true }).fill('1e-12, 2e-12, 0.02')
  await form.getByLabel('Judge every circuit').uncheck()
  await form.getByText('Workers at a Redis').click()
  await form.getByLabel('Address of the Redis').fill('redis://:secret@127.0.0.1:1')
  await expect(form.getByLabel('Address of the Redis')).toHaveValue('redis://127.0.0.1:1')
  await form.getByRole('button', { name: 'Connect' }).click()
  const connection = form.getByRole('status', { name: 'Connection to Redis' })
  await expect(connection).toHaveText(
    'Redis at redis://:***@127.0.0.1:1 cannot be used (connect ECONNREFUSED 127.0.0.1:1): start it, or give another address.',
  )
  await form.getByLabel('Address of the Redis').fill(cluster.redis.url)
  await form.getByRole('textbox', { name: 'Password' }).fill('')
  await form.getByRole('button', { name: 'Connect' }).click()
  await expect(connection).toHaveText(`Connected to ${cluster.redis.url}: 2 workers waiting.`)
  await expect(form.getByRole('table', { name: 'Workers at the Redis' }).getByRole('row')).toHaveCount(3)
  expect(await findViolations(page, 'all')).toEqual([])
  await form.getByRole('button', { name: 'Start the sweep' }).click()

  await page.getByLabel('Circuits as').getByText('Runs').click()
  const runs = page.getByRole('table', { name: 'Runs of the sweep' })
  await expect(runs.getByRole('cell', { name: 'running on first' })).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => decidedBy('first', bench), { intervals: [50], timeout: 60_000 }).toBeGreaterThan(0)
  cluster.kill('first')
  const redis = page.getByRole('status', { name: 'Redis', exact: true })
  await cluster.redis.kill()
  await expect(redis).toContainText('does not answer. It is tried again until it does')
  expect(await findViolations(page, 'all')).toEqual([])
  await cluster.redis.start()
  await expect(redis).toContainText('Redis answers again.')

  await page.getByLabel('Circuits as').getByText('Table').click()
  const table = page.getByRole('table', { name: 'Circuits of the sweep' })
  await expect(table.getByRole('row', { name: 'done' })).toHaveCount(3, { timeout: 200_000 })
  const [sweep] = await bench.ask('sweeps.list', {})
  expect(sweep).toMatchObject({ state: 'done', computer: 'redis' })
  expect(sweep.runs).toMatchObject({ total: 3, done: 3, reused: 0, failed: 0 })
  expect(await bench.ask('runs.list', {})).toHaveLength(3)
  expect(new Set([...cluster.finished('first'), ...cluster.finished('second')]).size).toBe(3)
  await expect(redis).toBeHidden()

  await table.getByRole('button', { name: 'τ 0.02', exact: true }).click()
  const inspector = page.getByRole('complementary', { name: 'Sweep inspector' })
  await inspector.getByRole('button', { name: /Discover/ }).click()
  await bench.seeCircuit(SAMPLE_CIRCUIT)
})

/** How many edges of its present run a worker has decided, as the asker knows it. */
async function decidedBy(name: string, bench: Workbench): Promise<number> {
  const [{ id }] = await bench.ask('sweeps.list', {})
  const { members } = await bench.ask('sweeps.get', { id })
  return members.find(({ worker }) => worker === name)?.run?.edgesDecided ?? 0
}

/** The pairs of the sample many times over: the same circuit, but seconds of work. */
function manyPrompts(times: number): string {
  const file = path.join(ROOT, 'samples/induction/prompts.json')
  const { prompts } = JSON.parse(readFileSync(file, 'utf8')) as { prompts: unknown[] }
  return JSON.stringify({ prompts: Array.from({ length: times }, () => prompts).flat() })
}
