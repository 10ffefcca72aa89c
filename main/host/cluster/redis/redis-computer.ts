import { Queue, QueueEvents, type Job } from 'bullmq'
import type { Redis } from 'ioredis'
import { LIVE_STATES, messageOf, PatchbayError, redisTrouble, toErrorData } from '../../../../contract'
import type { ClusterWorker, HostEvent, RedisState, RunState, RunSummary } from '../../../../contract'
import { whenFree, type RunBundle, type Store } from '../../../store'
import type { Lease } from '../../runs/ownership/lease'
import type { RunComputer } from '../../runs/run-computer'
import { jobOf, jobToBytes } from '../job'
import { withoutPassword } from './address'
import { connectRedis } from './connection'
import { jobIdOf, KEPT_S, QUEUE, RunShelf, workerNameOf, workersOf } from './queue'
import type { JobData, JobEnd, JobProgress } from './queue'
import { workersAt } from './worker-list'

/** So many runs of a sweep are in the queue at a time: more than there are workers, fewer than fill Redis. */
const MOST_QUEUED = 100
/** How long the list of workers may take. */
const LIST_MS = 2_000
/** How long closing waits for what Redis was asked. */
const CLOSE_MS = 2_000
/** How often everything that is under way is looked at, beside what Redis says by itself. */
const LOOK_EVERY_MS = 5_000

const STOPPED_EARLY = 'Stopped by hand before it began; the run can be resumed.'

interface RedisComputerOptions {
  url: string
  store: () => Store
  lease: Lease
  emit: (event: HostEvent) => void
}

type QueuedJob = Job<JobData, JobEnd>

/**
 * Has runs of our store computed by workers on Redis. A run is one job, by its configuration: who asks for the same meanwhile, or
 * once more after a restart, gets the same result. What workers decided so far comes into the store as it is saved there.
 */
export class RedisComputer implements RunComputer {
  private readonly options: RedisComputerOptions
  private readonly redis: Redis
  private readonly shelf: RunShelf
  private readonly queue: Queue<JobData, JobEnd>
  private readonly events: QueueEvents
  private readonly eventsRedis: Redis
  /** Runs that are under way, by the id of their job. */
  private readonly underWay = new Map<string, string>()
  /** Ids of runs that are to be stopped, once Redis hears of it. */
  private readonly toStop = new Set<string>()
  /** Who computes a run, by its id. */
  private readonly workers = new Map<string, string>()
  private knownWorkers: ClusterWorker[] = []
  /** Since when no worker that is there can compute a job, by its id. */
  private readonly refusedSince = new Map<string, number>()
  /** Why our store does not take what was found; null where it does. */
  private unsavedWhy: string | null = null
  private readonly timer: NodeJS.Timeout
  private work: Promise<void> = Promise.resolve()
  private isClosed = false
  private isWriting = false
  state: RedisState = { isThere: true, refusal: null }

  /** @throws PatchbayError (bad-input, conflict) as connectRedis */
  static async connect(
    options: RedisComputerOptions,
    onChange: (state: RedisState) => void,
  ): Promise<RedisComputer> {
    let made: RedisComputer | null = null
    const redis = await connectRedis(options.url, (state) => {
      made?.follow(state)
      onChange(state)
    })
    return (made = new RedisComputer(redis, options))
  }

  private constructor(redis: Redis, options: RedisComputerOptions) {
    this.options = options
    this.redis = redis
    this.shelf = new RunShelf(redis)
    this.queue = new Queue(QUEUE, { connection: redis })
    this.eventsRedis = redis.duplicate()
    this.events = new QueueEvents(QUEUE, { connection: this.eventsRedis })
    // That Redis is away is said by its connection, and what it did not answer is asked again.
    const report = (error: Error) => {
      if (redis.status === 'ready') console.error(`The queue on Redis: ${messageOf(error)}`)
    }
    this.queue.on('error', report)
    this.events.on('error', report)
    const look = ({ jobId }: { jobId: string }) => this.lookSoon(jobId)
    this.events.on('completed', look).on('failed', look).on('progress', look)
    this.timer = setInterval(() => {
      if (this.isBusy()) void this.write()
      this.lookAtAll()
    }, LOOK_EVERY_MS)
  }

  /** What became of runs meanwhile is looked at as soon as Redis can be used again. */
  private follow(state: RedisState): void {
    const isBack = redisTrouble(this.state) !== null && redisTrouble(state) === null
    this.state = state
    if (isBack) this.lookAtAll()
  }

  private lookAtAll(): void {
    for (const jobId of this.underWay.keys()) this.lookSoon(jobId)
  }

  get url(): string {
    return this.options.url
  }

  /** Those that wait or compute there, as they were when Redis last answered. */
  async workersThere(): Promise<ClusterWorker[]> {
    // A connection that is lost meanwhile answers when it is back.
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), LIST_MS).unref())
    const found = this.state.isThere
      ? await Promise.race([workersAt(this.redis).catch(() => null), late])
      : null
    if (found) this.knownWorkers = found
    return this.knownWorkers
  }

  workerOf(runId: string): string | null {
    return this.workers.get(runId) ?? null
  }

  isBusy(): boolean {
    return this.underWay.size > 0
  }

  atOnce(): number {
    return MOST_QUEUED
  }

  enqueue(runId: string): void {
    const jobId = jobIdOf(this.options.store().runs.configurationOf(runId)!)
    this.underWay.set(jobId, runId)
    this.work = this.work
      .then(() => this.begin(runId, jobId))
      .catch((error: unknown) => this.fail(jobId, error))
  }

  private async begin(runId: string, jobId: string): Promise<void> {
    if (this.isClosed) return
    await this.change(runId, { message: `Waits for a worker at ${withoutPassword(this.options.url)}.` })
    const known = (await this.queue.getJob(jobId)) as QueuedJob | undefined
    const isOver = known && ['completed', 'failed'].includes(await known.getState())
    // Somebody asked for the same, and waits for it too.
    if (known && !isOver) return
    const job = jobOf(this.options.store(), runId)
    const { title, configuration } = job
    if (isOver && (await this.shelf.read(configuration))?.run.state === 'done') return this.lookSoon(jobId)
    // What failed, or was stopped, is tried again.
    await known?.remove()
    const data = { title, configuration, job: jobToBytes(job).toString('base64') }
    await this.queue.add('run', data, { jobId, removeOnComplete: { age: KEPT_S }, removeOnFail: true })
  }

  has(runId: string): boolean {
    return [...this.underWay.values()].includes(runId)
  }

  /** Stops a run: at once where no worker has it yet, else once the worker has heard of it; while Redis is away, when it is back. */
  async stop(runId: string): Promise<void> {
    const [jobId] = [...this.underWay].find(([, id]) => id === runId) ?? []
    if (jobId === undefined) return
    this.toStop.add(runId)
    this.lookSoon(jobId)
    if (redisTrouble(this.state) === null) await this.work
    else
      await this.say(runId, {
        message: `It is stopped once Redis at ${withoutPassword(this.url)} can be used.`,
      })
  }

  private async stopNow(job: QueuedJob, runId: string, state: string): Promise<void> {
    const isWaiting = ['waiting', 'delayed', 'prioritized'].includes(state)
    const isRemoved = isWaiting && (await this.isRemoved(job))
    if (!isRemoved) return this.shelf.stop(job.data.configuration)
    await this.end(job.id!, runId, { state: 'stopped', message: STOPPED_EARLY })
  }

  /** False where a worker takes it just now. */
  private async isRemoved(job: QueuedJob): Promise<boolean> {
    try {
      await job.remove()
      return true
    } catch (error) {
      // It may have been given back by now.
      if (/locked by another worker/.test(messageOf(error))) return false
      throw error
    }
  }

  /** Leaves what is under way to the workers: whoever asks again gets it. */
  async close(): Promise<void> {
    this.isClosed = true
    clearInterval(this.timer)
    const asked = Promise.all([this.events.close().catch(() => {}), this.work])
    if (redisTrouble(this.state) === null) await Promise.race([asked, this.lost()])
    // What Redis cannot answer now would be waited for until it is back; so it is refused, which ends the work.
    for (const connection of [this.redis, this.eventsRedis]) connection.disconnect()
    await this.work
  }

  /** Once Redis is away, which may not be known yet, or has not answered for long. */
  private lost(): Promise<void> {
    return new Promise((resolve) => {
      for (const redis of [this.redis, this.eventsRedis]) redis.once('close', resolve)
      setTimeout(resolve, CLOSE_MS).unref()
    })
  }

  /** Whether Redis takes anything cannot be seen by reading, which is all that is done while workers compute. */
  private async write(): Promise<void> {
    if (this.isWriting) return
    this.isWriting = true
    // Where it was disconnected meanwhile nobody wants to know.
    await this.shelf.touch().catch(() => {})
    this.isWriting = false
  }

  private lookSoon(jobId: string): void {
    this.work = this.work.then(() => this.look(jobId)).catch((error: unknown) => this.fail(jobId, error))
  }

  /** Takes over what became of a run since it was last looked at. */
  private async look(jobId: string): Promise<void> {
    const runId = this.underWay.get(jobId)
    if (runId === undefined || this.isClosed) return
    const job = (await this.queue.getJob(jobId)) as QueuedJob | undefined
    if (!job && this.toStop.delete(runId))
      return this.end(jobId, runId, { state: 'stopped', message: STOPPED_EARLY })
    if (!job) return this.begin(runId, jobId)
    const { configuration } = job.data
    const state = await job.getState()
    const isOver = state === 'completed' || state === 'failed'
    if (this.toStop.delete(runId) && !isOver) return this.stopNow(job, runId, state)
    if (state === 'completed') {
      // A result that Redis threw out, where it was set up to, is computed again.
      if (!(await this.take(runId, configuration))) return this.begin(runId, jobId)
    } else if (state === 'failed') {
      const message = `The worker could not compute it: ${job.failedReason}.`
      await this.end(jobId, runId, { state: 'failed', message })
    } else if (state === 'active') await this.takePart(runId, job)
    else await this.wait(jobId, runId, configuration)
    if (!LIVE_STATES.includes(this.options.store().runs.listed(runId).state)) this.forget(jobId, runId)
  }

  /** False where the result is not there. */
  private async take(id: string, configuration: string): Promise<boolean> {
    const { emit } = this.options
    const bundle = await this.shelf.read(configuration)
    if (!bundle) return false
    const summary = await this.enter(id, bundle)
    this.unsavedWhy = null
    emit({ type: 'run-status', runId: id, summary, progress: null })
    emit({ type: 'runs-changed' })
    return true
  }

  /** What a worker saved while it computes, where that is more than is known here. */
  private async takePart(id: string, { progress, data }: QueuedJob): Promise<void> {
    const { store, emit } = this.options
    // 0 before the first report.
    const { worker, edgesDecided = 0 } = progress as Partial<JobProgress>
    if (worker === undefined) return
    if (this.workers.get(id) !== worker) {
      this.workers.set(id, worker)
      await this.say(id, { state: 'running', message: `Worker ${worker} computes it.` })
    }
    const bundle =
      edgesDecided > store().runs.summary(id).edgesDecided && (await this.shelf.read(data.configuration))
    if (!bundle) return
    const before = store().journal.read(id).seq
    await this.enter(id, bundle, 'running')
    const summary = await this.change(id, { state: 'running', message: `Worker ${worker} computes it.` })
    for (const batch of store().journal.after(id, before))
      emit({ type: 'run-decisions', runId: id, ...batch })
    emit({ type: 'run-status', runId: id, summary, progress: null })
  }

  private enter(id: string, bundle: RunBundle, state?: RunState): Promise<RunSummary> {
    const { store, lease } = this.options
    const { model } = store().runs.listed(id)
    return whenFree(() => store().bundles.take(bundle, { id, model, owner: lease.id, state }))
  }

  /** No worker has it: those that were asked cannot compute it, or one that did is gone. One that comes later may be able to. */
  private async wait(jobId: string, runId: string, configuration: string): Promise<void> {
    const why = await this.shelf.refusals(configuration)
    const workers = await workersOf(this.queue)
    const refusals = workers.flatMap((id) =>
      why[id] === undefined ? [] : [[workerNameOf(id), why[id]] as const],
    )
    const areAll = workers.length > 0 && refusals.length === workers.length
    if (!areAll) this.refusedSince.delete(jobId)
    else if (this.isRefusedForLong(jobId)) return this.failAsRefused(jobId, runId, refusals)
    const at = withoutPassword(this.url)
    const before = this.workers.get(runId)
    this.workers.delete(runId)
    const message =
      refusals.length > 0
        ? `Waits for another worker at ${at}. ${refusals[0][0]} cannot compute it: ${refusals[0][1]}`
        : before && `Waits for another worker at ${at}: ${before} does not compute it any more.`
    if (message && this.options.store().runs.listed(runId).message !== message)
      await this.say(runId, { state: 'queued', message })
  }

  /** For as long as workers take to connect again where Redis was away. */
  private isRefusedForLong(jobId: string): boolean {
    const since = this.refusedSince.get(jobId) ?? performance.now()
    this.refusedSince.set(jobId, since)
    return performance.now() - since >= LOOK_EVERY_MS / 2
  }

  private async failAsRefused(
    jobId: string,
    runId: string,
    refusals: readonly (readonly [worker: string, why: string])[],
  ): Promise<void> {
    const [[worker, why]] = refusals
    const others = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : ''
    const job = (await this.queue.getJob(jobId)) as QueuedJob | undefined
    if (job && !(await this.isRemoved(job))) return
    await this.shelf.drop(this.options.store().runs.configurationOf(runId)!)
    await this.end(jobId, runId, {
      state: 'failed',
      message: `No worker can compute it. ${worker}${others}: ${why}`,
    })
  }

  private async end(jobId: string, runId: string, end: Pick<RunSummary, 'state' | 'message'>): Promise<void> {
    this.forget(jobId, runId)
    await this.say(runId, { ...end, owner: null, finishedAt: Date.now() })
  }

  private forget(jobId: string, runId: string): void {
    this.underWay.delete(jobId)
    this.refusedSince.delete(jobId)
    this.toStop.delete(runId)
    this.workers.delete(runId)
  }

  /** Changes a run, and reports it. */
  private async say(runId: string, change: Parameters<Store['runs']['change']>[2]): Promise<void> {
    const summary = await this.change(runId, change)
    this.options.emit({ type: 'run-status', runId, summary, progress: null })
    this.options.emit({ type: 'runs-changed' })
  }

  private sayUnsaved(message: string): void {
    if (message !== this.unsavedWhy) console.error(`${message} What workers found stays on Redis until then.`)
    this.unsavedWhy = message
  }

  private change(runId: string, change: Parameters<Store['runs']['change']>[2]): Promise<RunSummary> {
    const { store, lease } = this.options
    return whenFree(() => store().runs.change(runId, lease.id, change))
  }

  /** What came cannot be taken: the run says why. What our store cannot keep now stays on Redis, and is looked at again. */
  private async fail(jobId: string, error: unknown): Promise<void> {
    const runId = this.underWay.get(jobId)
    if (runId === undefined || this.isClosed) return
    const { code, message } = toErrorData(error)
    if (code === 'store') return this.sayUnsaved(message)
    await this.end(jobId, runId, { state: 'failed', message }).catch((unsaved: unknown) => {
      if (!(unsaved instanceof PatchbayError)) throw unsaved
      this.forget(jobId, runId)
    })
  }
}
