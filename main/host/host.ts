import { PatchbayError, requests, toErrorData } from '../../contract'
import type { Answer, ArgsOf, ErrorData, HostEvent, RequestName, ResultOf, RunSummary } from '../../contract'
import { Certificates } from './process/certificates'
import { DeviceChecks } from './process/device-check'
import { Explanations } from './process/explanations'
import { TaskChecks } from './process/task-checks'
import { Downloads } from './hub/downloads'
import { handlers } from './requests/handlers'
import type { Handler, HostContext } from './requests/host-context'
import { Lease } from './runs/ownership/lease'
import type { ClusterJob } from './cluster/job'
import { ModelsByHash } from './cluster/models-by-hash'
import { takeJob } from './cluster/take-job'
import { whenFree, type RunBundle, type Store } from '../store'
import { ModelShelf, type KnownIdentities } from './files/model-shelf'
import { OwnerWatch } from './runs/ownership/owner-watch'
import { ReadingThreads } from './files/reading/reading-threads'
import { checkShape } from './requests/readable-problems'
import { RunQueue } from './runs/run-queue'
import { StoreKeeper } from './runs/ownership/store-keeper'
import { StabilityWatch } from './stability/stability-watch'
import { Sweeps } from './sweeps/sweeps'

export interface HostOptions {
  storePath: string
  emit: (event: HostEvent) => void
  /** File of the engine's thread; ours where left out. */
  workerFile?: string
  /** After how long without a sign of life another Patchbay's lease on the store is ended. */
  leaseMs?: number
}

/** The interface asks about a model that was opened, and draws it, in about this time; then the processor is free. */
const DRAWN_AFTER_MS = 500

/**
 * The program that every shell uses: answers requests, computes runs, keeps the store. Knows no transport:
 * the host process wraps it for the shells, the command line uses it as it is.
 */
export class Host {
  private readonly context: HostContext
  private readonly keeper: StoreKeeper
  private readonly sweeps: Sweeps
  private readonly stability: StabilityWatch
  private readonly calls = new Map<string, AbortController>()
  private nextCall = 1
  private modelsByHash: ModelsByHash | null = null
  private isToPrepareRuns = false

  constructor({ storePath, emit: report, workerFile, leaseMs }: HostOptions) {
    const store = () => keeper.get()
    const sweeps = new Sweeps(() => this.context)
    const stability = new StabilityWatch(() => this.context)
    const emit = (event: HostEvent) => {
      report(event)
      sweeps.take(event)
      stability.take(event)
      if (event.type === 'models-changed') this.prepareRuns()
    }
    const whenLost = () => {
      queue.lose()
      sweeps.lose()
    }
    const lease: Lease = new Lease(store, whenLost)
    const watch = new OwnerWatch(() => lease.id, leaseMs)
    const keeper = new StoreKeeper(storePath, emit, watch)
    const certificates = new Certificates({ store, emit })
    const queue = new RunQueue({ store, lease, emit, workerFile, certificates })
    const interruptAbandoned = () => {
      queue.saveUnsaved()
      keeper.interruptAbandoned()
    }
    const lives: HostContext['lives'] = (owner, signal) => keeper.lives(owner, signal)
    this.keeper = keeper
    this.sweeps = sweeps
    this.stability = stability
    const reading = new ReadingThreads()
    const models = new ModelShelf(reading, keptIdentities(store))
    const devices = new DeviceChecks()
    const tasks = new TaskChecks()
    const explanations = new Explanations()
    const downloads = new Downloads({ reading, emit })
    this.context = {
      storePath,
      store,
      lease,
      reading,
      models,
      devices,
      tasks,
      explanations,
      certificates,
      downloads,
      queue,
      computers: { here: queue },
      cluster: { current: null },
      sweeps,
      emit,
      interruptAbandoned,
      lives,
    }
  }

  /** Opens the store and marks runs that a dead process abandoned. @throws PatchbayError (store) where it cannot. */
  openStore(): void {
    this.context.interruptAbandoned()
  }

  /** For a program that stays: starts the thread that the first model needs, and once that is open what the first run needs. */
  prepare(): void {
    this.context.reading.prepare()
    this.isToPrepareRuns = true
  }

  private prepareRuns(): void {
    if (!this.isToPrepareRuns) return
    this.isToPrepareRuns = false
    setTimeout(() => {
      this.context.queue.prepare()
      void import('../../engine/host')
    }, DRAWN_AFTER_MS).unref()
  }

  /** One request, typed; errors come as they are. */
  async call<N extends RequestName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    return (await this.perform(`own-${this.nextCall++}`, name, args)) as ResultOf<N>
  }

  /** One request as it came over a transport; never rejects. */
  async answer(callId: string, name: string, args: unknown): Promise<Answer<unknown>> {
    try {
      return { ok: true, value: await this.perform(callId, name, args) }
    } catch (error) {
      const data = toErrorData(error)
      if (data.code === 'internal') console.error(`${name} failed:`, error)
      return { ok: false, error: data }
    }
  }

  /** The call is answered with `interrupted`; what it was doing is dropped. */
  cancel(callId: string): void {
    this.calls.get(callId)?.abort(new PatchbayError('interrupted', 'The request was cancelled.'))
  }

  /** Why a run of this process failed, as a program wants to know it. */
  failureOf(runId: string): ErrorData | null {
    return this.context.queue.failureOf(runId)
  }

  /**
   * Enters a job of another machine into the store, to be resumed.
   * @param folders in which its model is looked for.
   * @throws PatchbayError as takeJob
   */
  takeJob(job: ClusterJob, folders: readonly string[], signal: AbortSignal): Promise<RunSummary> {
    this.modelsByHash ??= new ModelsByHash(this.context)
    return takeJob(job, { models: this.modelsByHash, folders }, this.context, signal)
  }

  /** A run of the store as another one takes it. @throws PatchbayError (not-found) */
  bundleOf(runId: string): RunBundle {
    return this.context.store().bundles.read(runId)
  }

  /** Interrupts what is computed, saves and closes. False where the engine took longer than `limitMs`. */
  async close(limitMs?: number): Promise<boolean> {
    for (const call of this.calls.values())
      call.abort(new PatchbayError('interrupted', 'Patchbay was closed.'))
    this.context.certificates.close()
    this.context.downloads.close()
    this.context.tasks.close()
    this.context.explanations.close()
    await this.sweeps.close()
    await this.stability.close()
    await this.context.cluster.current?.close()
    const inTime = await this.context.queue.close(limitMs)
    this.context.reading.close()
    this.keeper.close()
    return inTime
  }

  private async perform(callId: string, name: string, args: unknown): Promise<unknown> {
    if (!isRequestName(name)) throw new PatchbayError('bad-input', `There is no request named "${name}".`)
    const controller = new AbortController()
    this.calls.set(callId, controller)
    try {
      const checked = checkShape(requests[name].args, args, name)
      // The table pairs every name with a handler of its arguments; indexing by a union loses the pairing.
      const handler = handlers[name] as Handler<RequestName>
      const result = handler(checked as never, this.context, controller.signal)
      return await Promise.race([result, aborted(controller.signal)])
    } finally {
      this.calls.delete(callId)
    }
  }
}

/** Without a store that can be used, what models are is found out again. */
function keptIdentities(store: () => Store): KnownIdentities {
  return {
    find(stamp) {
      try {
        return store().identities.find(stamp)
      } catch {
        return null
      }
    },
    save: (stamp, identity) => whenFree(() => store().identities.save(stamp, identity)).catch(() => {}),
  }
}

function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(handlers, name)
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error)),
  )
}
