import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as later } from 'node:timers/promises'
import { WaitingError, Worker, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import {
  PatchbayError,
  redisTrouble,
  toErrorData,
  wholeNumber,
  type ClusterWorker,
} from '../../../../contract'
import { onnxruntimeVersion } from '../../../../engine/host'
import { withoutPassword } from '../../../host/cluster/redis/address'
import { connectRedis } from '../../../host/cluster/redis/connection'
import {
  KEPT_S,
  QUEUE,
  RunShelf,
  workerIdOf,
  type JobData,
  type JobEnd,
} from '../../../host/cluster/redis/queue'
import { WorkerSign } from '../../../host/cluster/redis/worker-list'
import { bytesToJob, type ClusterJob } from '../../../host/cluster/job'
import { modelNamesIn } from '../../../host/cluster/models-by-hash'
import { PATCHBAY_VERSION } from '../../../version'
import { print } from '../../streams'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { StopSignals } from '../run/stop-signals'
import { Checkpoints } from './checkpoints'
import { JobComputer } from './job-computer'

/** How often what was decided is put where another worker finds it, where nothing else was asked for. */
const CHECKPOINT_MS = 2_000
const LEAST_CHECKPOINT_MS = 50
const MOST_CHECKPOINT_MS = 600_000
/** How long a worker may be away (killed, or without Redis) before another one takes over. */
const TAKEOVER_S = 30
/** After which time a job that this worker could not compute is tried again. */
const TRY_AGAIN_MS = 5_000
/** How long a worker that is stopped waits for Redis to take what it has; one that has nothing only says goodbye. */
const HAND_IN_MS = 5_000
const GOODBYE_MS = 500
/** How long a worker leaves the queue to others where it is offered such a job before that. */
const ASIDE_MS = 1_000

interface RedisOptions extends SettingsOptions {
  redis: string
  models?: string[]
  db?: string
  name?: string
  takeover?: string
  checkpointMs?: string
}

/** `patchbay worker --redis URL`: computes what is asked for until it is stopped. */
export async function redisCommand(options: RedisOptions): Promise<void> {
  const shown = withoutPassword(options.redis)
  const say = (text: string) => process.stderr.write(`${text}\n`)
  const redis = await connectRedis(options.redis, (state) => {
    const trouble = redisTrouble(state)
    const text = trouble
      ? `${shown} ${trouble}: what is computed goes on, and is handed in once it does again.`
      : `Connected to ${shown}.`
    say(text)
  })
  const worker = new RedisWorker(redis, options)
  await print(`Worker ${worker.name} waits for runs at ${shown}.`)
  await worker.untilStopped()
}

class RedisWorker {
  readonly name: string
  private readonly id: string
  private readonly redis: Redis
  private readonly shelf: RunShelf
  /** Of a store that nobody named: what is worth keeping is on Redis. */
  private readonly ownFolder: string | null
  private readonly computer: JobComputer
  private readonly worker: Worker<JobData, JobEnd>
  private readonly stopped: Promise<void>
  private readonly checkpointMs: number
  private readonly sign: WorkerSign
  private readonly asideMs: number
  private hasRun = false
  /** When a configuration could not be computed here last. */
  private readonly refusedAt = new Map<string, number>()

  constructor(
    redis: Redis,
    private readonly options: RedisOptions,
  ) {
    const { models = [], db, name, takeover, checkpointMs } = options
    const everyMs = checkpointMs ?? String(CHECKPOINT_MS)
    this.checkpointMs = wholeNumber('--checkpoint-ms', everyMs, LEAST_CHECKPOINT_MS, MOST_CHECKPOINT_MS)
    const lockMs = 1_000 * wholeNumber('--takeover', takeover ?? String(TAKEOVER_S), 1, 3_600)
    this.asideMs = Math.min(ASIDE_MS, lockMs / 4)
    this.name = name ?? `${hostname()}-${process.pid}`
    this.id = workerIdOf(this.name)
    this.redis = redis
    this.shelf = new RunShelf(redis)
    this.ownFolder = db === undefined ? mkdtempSync(path.join(tmpdir(), 'patchbay-worker-')) : null
    const storePath = db ?? path.join(this.ownFolder!, 'runs.db')
    this.computer = new JobComputer({ storePath, models, settings: settingsOf(options) })
    this.sign = new WorkerSign(redis, { ...whatThisIs(models), name: this.name })
    this.worker = new Worker(QUEUE, (job, token) => this.compute(job, token!), {
      ...{ connection: redis, name: this.id, concurrency: 1 },
      ...{
        lockDuration: lockMs,
        stalledInterval: Math.ceil(lockMs / 3),
        maxStalledCount: Number.MAX_SAFE_INTEGER,
      },
      removeOnComplete: { age: KEPT_S },
    })
    // That Redis is away is said by its connection, and what it did not answer is asked again.
    this.worker.on('error', ({ message }) => {
      if (redis.status === 'ready') process.stderr.write(`The queue: ${message}\n`)
    })
    this.stopped = new Promise((resolve) => new StopSignals(() => void this.stop().then(resolve)))
  }

  untilStopped(): Promise<void> {
    return this.stopped
  }

  /** What was computed so far goes back to the queue, with its checkpoint; where Redis does not take it, it stays in our store. */
  private async stop(): Promise<void> {
    process.stderr.write('Stopping after the present test ...\n')
    const hasRun = this.hasRun
    const closing = this.worker.close()
    await this.computer.close()
    const handedIn = closing.then(() => this.sign.end()).then(() => true)
    const isHandedIn = await Promise.race([handedIn, later(hasRun ? HAND_IN_MS : GOODBYE_MS, false)])
    if (!isHandedIn && hasRun) process.stderr.write(`${this.notHandedInText()}\n`)
    this.redis.disconnect()
    if (this.ownFolder !== null) rmSync(this.ownFolder, { recursive: true, force: true })
  }

  private notHandedInText(): string {
    const shown = withoutPassword(this.options.redis)
    const { db } = this.options
    return db === undefined
      ? `${shown} did not take what was computed last: another worker goes on from what it has. Name a store with --db to keep it next time.`
      : `${shown} did not take what was computed last: it is kept in ${db}, and a worker with the same --db goes on from there.`
  }

  private async compute(queued: Job<JobData, JobEnd>, token: string): Promise<JobEnd> {
    const { configuration, title } = queued.data
    const refusedAt = this.refusedAt.get(configuration) ?? -Infinity
    if (performance.now() - refusedAt < TRY_AGAIN_MS) {
      await giveBack(queued, token)
      await later(this.asideMs)
      throw new WaitingError()
    }
    this.sign.computes(title)
    this.hasRun = true
    try {
      const job = await this.withCheckpoint(bytesToJob(Buffer.from(queued.data.job, 'base64'), title))
      // Whoever computed it was killed, or lost Redis, before the queue heard of its end.
      if (job.run.run.state === 'done') {
        process.stderr.write(`${title}: was done already\n`)
        return { state: 'done', worker: this.name }
      }
      const run = await this.whileSaving(queued, job, () => this.computer.compute(job))
      await this.shelf.save(configuration, run)
      this.refusedAt.delete(configuration)
      process.stderr.write(`${title}: ${run.run.state}\n`)
      return { state: run.run.state as JobEnd['state'], worker: this.name }
    } catch (error) {
      const { code, message } = toErrorData(error)
      if (!(error instanceof PatchbayError) || code === 'internal') throw error
      if (!this.refusedAt.has(configuration)) process.stderr.write(`${title}: ${message}\n`)
      if (code === 'interrupted') await queued.moveToWait(token)
      else await this.refuse(queued, token, message)
      throw new WaitingError()
    } finally {
      this.sign.computes(null)
      this.hasRun = false
    }
  }

  private async refuse(queued: Job<JobData, JobEnd>, token: string, why: string): Promise<void> {
    const { configuration } = queued.data
    await this.shelf.refuse(configuration, this.id, why)
    this.refusedAt.set(configuration, performance.now())
    await giveBack(queued, token)
  }

  /** The job as far as any worker came with it. */
  private async withCheckpoint(job: ClusterJob): Promise<ClusterJob> {
    const saved = await this.shelf.read(job.configuration)
    return saved ? { ...job, run: { ...saved, run: { ...saved.run, id: job.run.run.id } } } : job
  }

  private async whileSaving<T>(
    queued: Job<JobData, JobEnd>,
    job: ClusterJob,
    work: () => Promise<T>,
  ): Promise<T> {
    const saver = new Checkpoints(this.name, this.shelf, this.computer, queued, job, this.checkpointMs)
    try {
      return await work()
    } finally {
      await saver.end()
    }
  }
}

/** As other machines see it. */
function whatThisIs(folders: readonly string[]): Omit<ClusterWorker, 'name'> {
  return {
    patchbayVersion: PATCHBAY_VERSION,
    onnxruntimeVersion: onnxruntimeVersion(),
    models: modelNamesIn(folders),
    computes: null,
  }
}

/** Puts a job after all that waits: at once, since a delay is of any length where the clocks of workers disagree. */
async function giveBack(queued: Job<JobData, JobEnd>, token: string): Promise<void> {
  await queued.moveToWait(token)
  await queued.changePriority({ priority: 0 })
}
