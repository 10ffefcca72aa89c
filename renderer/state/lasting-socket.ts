import { pageKey } from './page-key'

const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 5_000

export interface Connection {
  /** False while the connection is lost; before the first connection texts wait. */
  send(text: string): boolean
}

export interface ConnectionListener {
  onText(text: string): void
  /** The connection broke or was never made. Reported once more, with the reason, when that becomes known. */
  onLost(reason: string | null): void
  onBack(): void
}

/** A WebSocket that connects again, with growing pauses, for as long as the page lives. */
export function openLasting(url: string, listener: ConnectionListener): Connection {
  let waiting: string[] | null = [] // texts before the first connection
  let lost = false
  let signedOut = false
  let retryMs = FIRST_RETRY_MS
  let socket = connect()

  function connect(): WebSocket {
    // A page cannot send headers with a socket, only protocol names, which must not be empty.
    const next = new WebSocket(url, ['patchbay', pageKey() || 'none'])
    next.onopen = () => {
      retryMs = FIRST_RETRY_MS
      for (const text of waiting ?? []) next.send(text)
      waiting = null
      if (lost) listener.onBack()
      lost = signedOut = false
    }
    next.onmessage = (message) => listener.onText(String(message.data))
    next.onclose = () => void reconnectLater()
    return next
  }

  async function reconnectLater(): Promise<void> {
    waiting = null
    if (!lost) listener.onLost(null)
    lost = true
    const pause = retryMs
    retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
    await pauseOrWake(pause)
    // Reported once, but tried again: signing in from another tab gives this page its key back too.
    const wasReported = signedOut
    signedOut = await isSignedOut(url)
    if (signedOut && !wasReported) listener.onLost(SIGNED_OUT)
    socket = connect()
  }

  return {
    send: (text) => {
      if (waiting) waiting.push(text)
      else if (socket.readyState === WebSocket.OPEN) socket.send(text)
      else return false
      return true
    },
  }
}

export const SIGNED_OUT =
  'The Patchbay server no longer knows this page: open the address it printed when it started.'

/** Ends early when the page becomes visible again or the computer wakes up. */
function pauseOrWake(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      removeEventListener('online', done)
      removeEventListener('visibilitychange', done)
      resolve()
    }
    const timer = setTimeout(done, durationMs)
    addEventListener('online', done)
    addEventListener('visibilitychange', done)
  })
}

/**
 * A WebSocket never says why it was refused; signing in again does. After a restart of the server, this page's key
 * gets it a new session.
 */
async function isSignedOut(url: string): Promise<boolean> {
  try {
    const session = url.replace(/^ws/, 'http').replace(/\/socket$/, '/session')
    const headers = { 'x-patchbay-key': pageKey() || 'none' }
    const response = await fetch(session, { method: 'POST', headers, cache: 'no-store' })
    return response.status === 403
  } catch {
    return false // nobody answers: keep trying
  }
}
