import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface Access {
  /** In the printed URL; new with every start. */
  token: string
  /** What a page that came with the token is known by; the same after a restart, so that open pages go on. */
  sessionKey: string
}

/** Why a request is refused, or null. Everything but the token's own request needs the cookie. */
export function refusal(request: IncomingMessage, access: Access): string | null {
  return foreignRefusal(request) ?? (hasSession(request, access) ? null : NOT_SIGNED_IN)
}

export const WRONG_HOST = 'Patchbay answers only at 127.0.0.1 and localhost.'
export const WRONG_ORIGIN = 'This page is not one of Patchbay: it may ask it for nothing.'
export const NOT_SIGNED_IN = 'Open the address that Patchbay printed when it started; it ends in ?token=...'
export const WRONG_TOKEN =
  'This token is not the one of the running Patchbay: open the address it printed when it started.'

/**
 * Refuses other sites' pages: a name of theirs that leads here (DNS rebinding) shows in Host, a request of
 * theirs in Origin. The port may be another than ours: over ssh it often is.
 */
export function foreignRefusal({ headers }: IncomingMessage): string | null {
  const host = headers.host ?? ''
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host)) return WRONG_HOST
  const origin = headers.origin
  return origin === undefined || origin === `http://${host}` ? null : WRONG_ORIGIN
}

export function isToken(given: string, access: Access): boolean {
  return isSame(given, access.token)
}

export function sessionCookie(access: Access): string {
  return `${cookieName(access)}=${access.sessionKey}; Path=/; HttpOnly; SameSite=Strict`
}

function hasSession({ headers }: IncomingMessage, access: Access): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
  return cookies.some((cookie) => isSame(cookie, `${cookieName(access)}=${access.sessionKey}`))
}

/** Browsers share cookies among the ports of a host: two Patchbays must not take each other's place. */
function cookieName({ sessionKey }: Access): string {
  return `patchbay-${createHash('sha256').update(sessionKey).digest('hex').slice(0, 8)}`
}

/** Takes as long for a nearly right guess as for a wrong one. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
