import type {
  CheckedArgsOf,
  ClusterWorker,
  HostEvent,
  RedisState,
  RequestName,
  ResultOf,
} from '../../../contract'
import type { Store } from '../../store'
import type { Certificates } from '../process/certificates'
import type { Downloads } from '../hub/downloads'
import type { DeviceChecks } from '../process/device-check'
import type { Explanations } from '../process/explanations'
import type { TaskChecks } from '../process/task-checks'
import type { Lease } from '../runs/ownership/lease'
import type { ModelShelf } from '../files/model-shelf'
import type { ReadingThreads } from '../files/reading/reading-threads'
import type { RunComputer } from '../runs/run-computer'
import type { RunQueue } from '../runs/run-queue'

/** What every request handler works with. */
export interface HostContext {
  storePath: string
  /** @throws PatchbayError (store) where the store cannot be used. */
  store(): Store
  /** What runs computed here belong to. */
  lease: Lease
  /** For everything that a stranger wrote. */
  reading: ReadingThreads
  models: ModelShelf
  devices: DeviceChecks
  /** What models say of prompts as they are typed. */
  tasks: TaskChecks
  /** What models do inside, asked of what was opened. */
  explanations: Explanations
  certificates: Certificates
  downloads: Downloads
  queue: RunQueue
  /** What computes the runs of sweeps, by the names that the store has for it; `here` is the queue. */
  computers: Partial<Record<string, RunComputer>>
  /** What this Patchbay is connected to, besides this machine. */
  cluster: { current: ConnectedCluster | null }
  sweeps: RunningSweeps
  emit(event: HostEvent): void
  /** Marks runs as interrupted whose Patchbay is gone. */
  interruptAbandoned(): void
  /** Waits until it is known whether another Patchbay lives. */
  lives(owner: string, signal: AbortSignal): Promise<boolean>
}

/** Other machines that compute runs: see RedisComputer. */
export interface ConnectedCluster {
  /** With its password. */
  readonly url: string
  readonly state: RedisState
  workersThere(): Promise<ClusterWorker[]>
  isBusy(): boolean
  close(): Promise<void>
}

/** The sweeps that are computed here: see Sweeps, which needs all of the above. */
export interface RunningSweeps {
  begin(id: string): void
  isActive(id: string): boolean
  stop(id: string): Promise<void>
  pause(id: string): Promise<void>
}

/** `signal` is aborted by `cancel`: what was cancelled must not start or save anything afterwards. */
export type Handler<N extends RequestName> = (
  args: CheckedArgsOf<N>,
  context: HostContext,
  signal: AbortSignal,
) => Promise<ResultOf<N>>

export type Handlers<N extends RequestName = RequestName> = { [Name in N]: Handler<Name> }
export type HandlersOf<Prefix extends string> = Handlers<Extract<RequestName, `${Prefix}.${string}`>>
