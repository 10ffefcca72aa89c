import { PatchbayError, toErrorData } from '../../../contract'
import type { Answer, ArgsOf, FromHost, HostEvent, RequestName, ResultOf } from '../../../contract'
import type { HostChild } from './host-child'

export interface HostClientOptions {
  /** Starts one host; injected, so that this file knows neither Electron nor child_process. */
  spawn: () => HostChild
  /** Waits before the 1st, 2nd, ... restart in a row; the last is repeated. */
  restartDelaysMs?: number[]
}

/** A host that lived this long did not die of its start. */
const STABLE_MS = 20_000
/** How long `close` lets the host save and leave before it is killed. */
const CLOSE_LIMIT_MS = 5_000

type Settle = (answer: Answer<unknown>) => void

/**
 * The shells' end of the host process: starts it, relays calls and events, and starts it again
 * where it dies. Every call is answered: with `host-lost` where the host went away.
 */
export class HostClient {
  private readonly options: HostClientOptions
  private readonly pending = new Map<string, Settle>()
  private readonly listeners = new Set<(event: HostEvent) => void>()
  private child: HostChild | null = null
  private crashesInARow = 0
  private startedAt = 0
  private nextCall = 1
  private restartTimer: NodeJS.Timeout | null = null
  private closing = false
  private whenGone: (() => void) | null = null

  constructor(options: HostClientOptions) {
    this.options = options
  }

  /** Of the running host, for messages and tests. */
  get pid(): number | undefined {
    return this.child?.pid
  }

  start(): void {
    if (this.child || this.closing) return
    this.startedAt = Date.now()
    const child = this.options.spawn()
    this.child = child
    child.onMessage((message) => this.receive(message))
    child.onExit((how) => this.lost(how))
  }

  /** `callId` names the call for `cancel`; a shell with several windows puts the window's id in front. */
  call<N extends RequestName>(
    name: N,
    args: ArgsOf<N>,
    callId = `call-${this.nextCall++}`,
  ): Promise<Answer<ResultOf<N>>> {
    return this.relay(name, args, callId) as Promise<Answer<ResultOf<N>>>
  }

  /** `call` for a shell that passes on what it has not looked at; the host checks name and arguments. */
  relay(name: string, args: unknown, callId: string): Promise<Answer<unknown>> {
    const child = this.child
    if (!child)
      return Promise.resolve(failed('The host process is starting again: try once more in a moment.'))
    if (this.pending.has(callId))
      return Promise.resolve(failed(`The call ${callId} is already pending.`, 'internal'))
    return new Promise((resolve) => {
      this.pending.set(callId, resolve)
      try {
        child.send({ kind: 'call', callId, name, args })
      } catch (error) {
        this.settle(callId, { ok: false, error: toErrorData(error) })
      }
    })
  }

  cancel(callId: string): void {
    if (this.pending.has(callId)) this.child?.send({ kind: 'cancel', callId })
  }

  /** Returns the function that ends the subscription. */
  onEvent(listener: (event: HostEvent) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Lets the host interrupt its run, save and leave; resolves when it is gone. */
  async close(): Promise<void> {
    this.closing = true
    if (this.restartTimer) clearTimeout(this.restartTimer)
    const child = this.child
    if (!child) return
    const gone = new Promise<void>((resolve) => (this.whenGone = resolve))
    child.stop()
    const limit = setTimeout(() => child.kill(), CLOSE_LIMIT_MS)
    await gone
    clearTimeout(limit)
  }

  private receive(message: FromHost): void {
    if (message.kind === 'answer') this.settle(message.callId, message.answer)
    else this.emit(message.event)
  }

  private settle(callId: string, answer: Answer<unknown>): void {
    this.pending.get(callId)?.(answer)
    this.pending.delete(callId)
  }

  private emit(event: HostEvent): void {
    for (const listener of this.listeners) listener(event)
  }

  private lost(how: string): void {
    this.child = null
    const message = `The host process ended unexpectedly (${how}). What was decided is saved; a run that was going on can be resumed.`
    for (const callId of [...this.pending.keys()]) {
      this.settle(callId, failed(this.closing ? 'Patchbay is closing.' : message))
    }
    this.whenGone?.()
    if (this.closing) return
    this.emit({ type: 'host-status', status: 'lost', message })
    this.restartLater()
  }

  private restartLater(): void {
    if (Date.now() - this.startedAt > STABLE_MS) this.crashesInARow = 0
    const delays = this.options.restartDelaysMs ?? [100, 1_000, 5_000, 15_000]
    const delayMs = delays[Math.min(this.crashesInARow++, delays.length - 1)]
    this.restartTimer = setTimeout(() => this.start(), delayMs)
  }
}

function failed(message: string, code: 'host-lost' | 'internal' = 'host-lost'): Answer<never> {
  return { ok: false, error: toErrorData(new PatchbayError(code, message)) }
}
