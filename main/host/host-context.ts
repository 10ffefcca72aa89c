import type { CheckedArgsOf, HostEvent, RequestName, ResultOf } from '../../contract'
import type { Store } from '../store'
import type { DeviceChecks } from './device-check'
import type { ModelShelf } from './model-shelf'
import type { RunQueue } from './run-queue'

/** What every request handler works with. */
export interface HostContext {
  storePath: string
  /** This process, as runs name it. */
  self: string
  /** Throws `PatchbayError('store')` where the store cannot be used. */
  store(): Store
  models: ModelShelf
  devices: DeviceChecks
  queue: RunQueue
  emit(event: HostEvent): void
  /** Marks runs as interrupted whose process is gone. */
  interruptAbandoned(): void
}

/** `signal` is aborted by `cancel`: what was cancelled must not start or save anything afterwards. */
export type Handler<N extends RequestName> = (
  args: CheckedArgsOf<N>,
  context: HostContext,
  signal: AbortSignal,
) => Promise<ResultOf<N>>

export type Handlers<N extends RequestName = RequestName> = { [Name in N]: Handler<Name> }
export type HandlersOf<Prefix extends string> = Handlers<Extract<RequestName, `${Prefix}.${string}`>>
