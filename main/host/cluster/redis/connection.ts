import { Redis } from 'ioredis'
import { messageOf, PatchbayError } from '../../../../contract'

/** How long the first connection may take; a connection that was there is waited for without end. */
const FIRST_MS = 5_000

/**
 * A connection to Redis: `redis://host:6379`, `rediss://user:password@host:6380` with TLS. Where the server goes away it is
 * connected to again, and what is asked meanwhile waits; `onChange` hears of both.
 * @throws PatchbayError (bad-input) for what is not such an address; (conflict) where nobody answers at first.
 */
export async function connectRedis(
  url: string,
  onChange: (isThere: boolean) => void = () => {},
): Promise<Redis> {
  const shown = withoutPassword(url)
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  })
  let [isFirst, why] = [true, 'nobody answers']
  redis.on('error', (error) => (why = messageOf(error) || why))
  redis.on('ready', () => onChange(true))
  redis.on('close', () => isFirst || onChange(false))
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(why)), FIRST_MS).unref())
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late])
    isFirst = false
    return redis
  } catch (error) {
    redis.disconnect()
    throw new PatchbayError(
      'conflict',
      `Redis at ${shown} cannot be used (${messageOf(error) === 'Connection is closed.' ? why : messageOf(error)}): start it, or give another address.`,
      { cause: error },
    )
  }
}

/** As it may be printed. @throws PatchbayError (bad-input) */
export function withoutPassword(url: string): string {
  const parsed = parsedAddress(url)
  if (parsed.password) parsed.password = '***'
  return parsed.href
}

/** As it may be kept. @throws PatchbayError (bad-input) */
export function withNothingSecret(url: string): string {
  const parsed = parsedAddress(url)
  parsed.password = ''
  return parsed.href
}

/** With the password that was given beside it, if any. @throws PatchbayError (bad-input) */
export function withPassword(url: string, password: string | undefined): string {
  const parsed = parsedAddress(url)
  if (password) parsed.password = password
  return parsed.href
}

function parsedAddress(url: string): URL {
  const parsed = URL.parse(url)
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw new PatchbayError(
      'bad-input',
      `"${url.replace(/:[^:@/]*@/, ':***@')}" is not an address of Redis: write redis://HOST:PORT, or rediss:// with TLS.`,
    )
  return parsed
}
