import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Where a page signs in again with its key, after a restart. */
export const SESSION_PATH = '/session'
export const KEY_HEADER = 'x-patchbay-key'
/** The WebSocket's own protocol; the page's key is named beside it, since a page can send no headers with a socket. */
export const SOCKET_PROTOCOL = 'patchbay'
/** Sessions beyond these are forgotten: every sign-in begins one. */
const MOST_SESSIONS = 100

/**
 * Who may ask. A browser sends a cookie to every port of a host, so whoever serves another port sees it: it opens no
 * more than the interface's files, and only while this server runs. The socket, which does everything, also needs the
 * key that our pages keep in storage of their own port.
 */
export class Access {
  /** In the printed URL; new with every start. */
  readonly token: string
  /** What our pages know and sign in with again after a restart. */
  readonly pageKey: string
  private sessions: string[] = []

  constructor(token: string, pageKey: string) {
    this.token = token
    this.pageKey = pageKey
  }

  /** The cookie of a new session. */
  beginSession(): string {
    const session = randomBytes(32).toString('base64url')
    this.sessions = [session, ...this.sessions].slice(0, MOST_SESSIONS)
    return `${this.cookieName()}=${session}; Path=/; HttpOnly; SameSite=Strict`
  }

  hasSession({ headers }: IncomingMessage): boolean {
    const name = `${this.cookieName()}=`
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
    const given = cookies
      .filter((cookie) => cookie.startsWith(name))
      .map((cookie) => cookie.slice(name.length))
    return given.some((session) => this.sessions.some((known) => isSame(session, known)))
  }

  isToken(given: string): boolean {
    return isSame(given, this.token)
  }

  isPageKey(given: string | undefined): boolean {
    return given !== undefined && isSame(given, this.pageKey)
  }

  /** Two Patchbays at ports of one host must not replace each other's cookie. */
  private cookieName(): string {
    return `patchbay-${createHash('sha256').update(this.pageKey).digest('hex').slice(0, 8)}`
  }
}

/** Why a request for a file is refused, or null. */
export function refusal(request: IncomingMessage, access: Access): string | null {
  return foreignRefusal(request) ?? (access.hasSession(request) ? null : NOT_SIGNED_IN)
}

/** Why a WebSocket is refused, or null. */
export function socketRefusal(request: IncomingMessage, access: Access): string | null {
  if (request.headers.origin === undefined) return 'A WebSocket needs an Origin.'
  const [protocol, key] = (request.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
  const isOurs = protocol === SOCKET_PROTOCOL && access.isPageKey(key)
  return refusal(request, access) ?? (isOurs ? null : NOT_SIGNED_IN)
}

export const WRONG_HOST = 'Patchbay answers only at 127.0.0.1 and localhost.'
export const WRONG_ORIGIN = 'This page is not one of Patchbay: it may ask it for nothing.'
export const NOT_SIGNED_IN = 'Open the address that Patchbay printed when it started; it ends in ?token=...'
export const WRONG_TOKEN =
  'This token is not the one of the running Patchbay: open the address it printed when it started.'

/**
 * Refuses other sites' pages: a name of theirs that leads here (DNS rebinding) shows in Host, a request of
 * theirs in Origin. The port may differ from ours: over ssh it often does.
 */
export function foreignRefusal({ headers }: IncomingMessage): string | null {
  const host = headers.host ?? ''
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host)) return WRONG_HOST
  const origin = headers.origin
  return origin === undefined || origin === `http://${host}` ? null : WRONG_ORIGIN
}

/** In constant time, so that nothing can be learned from how long a wrong guess takes. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
