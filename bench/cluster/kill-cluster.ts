import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Store } from '../../main/store'
import { RedisServer } from '../../testing/redis-server'
import { Program } from './program'
import { differences, sweepOf } from './sweep-twice'

export interface ClusterBench {
  configurations: number
  workers: number
  kills: { worker: number; redis: number; host: number }
  /** Uniform in [0, 1). */
  random: () => number
  log: (line: string) => void
}

export interface ClusterFigures {
  faults: string[]
  seconds: number
  aloneSeconds: number
  killed: { worker: number; redis: number; host: number }
}

/** See bench/cluster.ts. */
export async function killCluster(bench: ClusterBench): Promise<ClusterFigures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-cluster-'))
  try {
    const file = path.join(folder, 'sweep.json')
    writeFileSync(file, JSON.stringify(sweepOf(bench.configurations)))
    const cluster = new Cluster(folder, file, bench)
    const started = performance.now()
    const killed = await cluster.compute()
    const seconds = (performance.now() - started) / 1_000
    bench.log(`The cluster took ${seconds.toFixed(0)} s; now this machine alone.`)
    const alone = path.join(folder, 'alone.db')
    const before = performance.now()
    await new Program(['sweep', 'start', file, '--db', alone]).ended
    const aloneSeconds = (performance.now() - before) / 1_000
    const faults = [...cluster.faults(), ...differences(path.join(folder, 'host.db'), alone)]
    return { faults, seconds, aloneSeconds, killed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The host that asks, Redis and the workers; each is started again after it was killed. */
class Cluster {
  private readonly workers: Program[] = []
  private readonly done = new Map<string, number>()
  private host: Program | null = null

  constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly bench: ClusterBench,
  ) {}

  async compute(): Promise<ClusterFigures['killed']> {
    const redis = await RedisServer.start()
    const { workers, kills, random, log } = this.bench
    for (let at = 0; at < workers; at++) this.startWorker(at, redis.url)
    this.startHost(['start', this.file], redis.url)
    const due = shuffled(
      [
        ...Array(kills.worker).fill('worker'),
        ...Array(kills.redis).fill('redis'),
        ...Array(kills.host).fill('host'),
      ],
      random,
    )
    const killed = { worker: 0, redis: 0, host: 0 }
    while (!(await this.hasEnded())) {
      await new Promise((resolve) => setTimeout(resolve, 500 + 3_000 * random()))
      const what = due[0] as keyof typeof killed | undefined
      if (what === undefined || this.host!.code !== null) continue
      due.shift()
      if (what === 'worker') await this.restartWorker(Math.floor(random() * workers), redis.url)
      if (what === 'redis') await redis.kill().then(() => redis.start())
      if (what === 'host') await this.restartHost(redis.url)
      killed[what]++
      log(
        `${this.done.size} done; killed ${what} (${killed.worker} workers, ${killed.redis} Redis, ${killed.host} hosts so far)`,
      )
    }
    for (const worker of this.workers) await worker.kill()
    await redis.end()
    return killed
  }

  /** What was computed to its end more than once, and how the host ended. */
  faults(): string[] {
    const twice = [...this.done].filter(([, times]) => times > 1)
    const ended =
      this.host!.code === 0 ? [] : [`The host ended with ${this.host!.code}: ${this.host!.errors}`]
    return [...twice.map(([title, times]) => `${title} was computed ${times} times.`), ...ended]
  }

  private async hasEnded(): Promise<boolean> {
    return this.host!.code !== null && !this.host!.wasKilled
  }

  private startWorker(at: number, url: string): void {
    const db = path.join(this.folder, `worker-${at}.db`)
    const worker = new Program([
      'worker',
      '--redis',
      url,
      '--name',
      `w${at}`,
      '--threads',
      '1',
      '--takeover',
      '10',
      '--db',
      db,
    ])
    worker.onLine((line) => {
      const title = /^(.*): done$/.exec(line)?.[1]
      if (title) this.done.set(title, (this.done.get(title) ?? 0) + 1)
    })
    this.workers[at] = worker
  }

  private async restartWorker(at: number, url: string): Promise<void> {
    await this.workers[at].kill()
    this.startWorker(at, url)
  }

  private startHost(args: string[], url: string): void {
    this.host = new Program(['sweep', ...args, '--redis', url, '--db', path.join(this.folder, 'host.db')])
  }

  private async restartHost(url: string): Promise<void> {
    await this.host!.kill()
    // One that was killed before it had entered its sweep asks once more.
    const store = new Store(path.join(this.folder, 'host.db'))
    const isThere = store.sweeps.ids().length > 0
    store.close()
    this.startHost(isThere ? ['resume', '1'] : ['start', this.file], url)
  }
}

function shuffled<T>(values: T[], random: () => number): T[] {
  return values
    .map((value) => [random(), value] as const)
    .sort(([a], [b]) => a - b)
    .map(([, value]) => value)
}
