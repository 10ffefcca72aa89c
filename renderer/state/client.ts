import { fromErrorData } from '../../contract/error'
import type { ArgsOf, CommandId, CommandStates, HostEvent, RequestName, ResultOf } from '../../contract'
import { bridge } from './bridge'

// Unique per page load: after a reload the shell may still be working on calls of the page before.
const page = Math.random().toString(36).slice(2)
let lastCall = 0

/**
 * Sends a request to the host. Aborting the signal cancels it there; it then ends like any failed call.
 * @throws {PatchbayError} with code `host-lost` when the host or the connection to it went away.
 */
export async function call<N extends RequestName>(
  name: N,
  args: ArgsOf<N>,
  options: { signal?: AbortSignal } = {},
): Promise<ResultOf<N>> {
  const { signal } = options
  signal?.throwIfAborted()
  const callId = `${page}-${++lastCall}`
  const cancel = () => bridge().cancel(callId)
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const answer = await bridge().call(name, args, callId)
    if (answer.ok) return answer.value
    throw fromErrorData(answer.error)
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** Listens to every event of the host and the shell. Returns the function that ends it. */
export function onEvent(listener: (event: HostEvent) => void): () => void {
  return bridge().onEvent(listener)
}

/** Native dialog for a model; null where cancelled or where the shell has none (browser). */
export function pickPath(kind: 'model-folder' | 'weights-file'): Promise<string | null> {
  return bridge().pickPath(kind)
}

/** The pages of an HTML document as a PDF file; null where the shell prints through a dialog. */
export function makePdf(html: string): Promise<Uint8Array | null> {
  return bridge().makePdf(html)
}

export function shellKind(): 'electron' | 'browser' {
  return bridge().shell
}

/** Another window; it begins with the run, where one is given. */
export function openWindow(runId: string | null): void {
  bridge().openWindow(runId)
}

/** Hears what is chosen in the menus of the window; returns the function that ends it. */
export function onCommand(listener: (id: CommandId) => void): () => void {
  return bridge().onCommand(listener)
}

export function showCommands(states: CommandStates): void {
  bridge().showCommands(states)
}
