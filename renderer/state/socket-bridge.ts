import type { Answer, ErrorCode, FromHost, HostEvent, PatchbayBridge, ToHost } from '../../contract'
import { decodeMessage, encodeMessage, MAX_MESSAGE_BYTES } from '../../contract/wire'
import { queryOfWindow } from '../../contract/window-address'
import { openLasting, type Connection } from './lasting-socket'

/** The answer to every call while the server cannot be reached. */
export const CONNECTION_LOST = 'The connection to the Patchbay server is lost; trying to connect again.'
const CONNECTED_AGAIN = 'Connected to the Patchbay server again.'

type Settle = (answer: Answer<never>) => void

/** The bridge of the browser shell: the same verbs as Electron's preload, over a WebSocket that reconnects. */
export function openSocketBridge(url: string): PatchbayBridge {
  const listeners = new Set<(event: HostEvent) => void>()
  const pending = new Map<string, Settle>()
  let lastCall = 0

  const emit = (event: HostEvent) => listeners.forEach((listener) => listener(event))
  const connection: Connection = openLasting(url, {
    onText: (text) => receive(decodeMessage(text) as FromHost),
    onLost: (reason) => {
      for (const settle of pending.values()) settle(failure('host-lost', CONNECTION_LOST))
      emit({ type: 'host-status', status: 'lost', message: reason ?? CONNECTION_LOST })
    },
    onBack: () => emit({ type: 'host-status', status: 'ready', message: CONNECTED_AGAIN }),
  })

  function receive(message: FromHost): void {
    if (message.kind === 'event') emit(message.event)
    else pending.get(message.callId)?.(message.answer as Answer<never>)
  }

  function ask(name: string, args: unknown, callId: string): Promise<Answer<never>> {
    const text = encodeMessage({ kind: 'call', callId, name, args } satisfies ToHost)
    if (text.length > MAX_MESSAGE_BYTES) return Promise.resolve(failure('bad-input', tooLong(text.length)))
    return new Promise<Answer<never>>((settle) => {
      pending.set(callId, settle)
      if (!connection.send(text)) settle(failure('host-lost', CONNECTION_LOST))
    }).finally(() => pending.delete(callId))
  }

  return {
    shell: 'browser',
    call: (name, args, callId = `call-${++lastCall}`) => ask(name, args, callId),
    cancel: (callId) => void connection.send(encodeMessage({ kind: 'cancel', callId } satisfies ToHost)),
    onEvent: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pickPath: () => Promise.resolve(null),
    makePdf: () => Promise.resolve(null),
    pathOf: () => null,
    // Without an opener the page gets a session of its own, and so a state of its own.
    openWindow: (runId) => void window.open(`/${queryOfWindow(runId)}`, '_blank', 'noopener'),
    onCommand: () => () => {},
    showCommands: () => {},
  }
}

function failure(code: ErrorCode, message: string): Answer<never> {
  return { ok: false, error: { code, message } }
}

function tooLong(bytes: number): string {
  const megabytes = (count: number) => Math.ceil(count / 1024 / 1024)
  return `This is too large to send (${megabytes(bytes)} MB; at most ${megabytes(MAX_MESSAGE_BYTES)} MB): use a smaller file.`
}
