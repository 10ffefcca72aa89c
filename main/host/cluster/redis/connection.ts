import { Redis } from 'ioredis'
import { messageOf, PatchbayError } from '../../../../contract'
import { optionsOf, PASSWORD_VARIABLE, withoutPassword } from './address'

/** How long the first connection may take; a connection that was there is waited for without end. */
const FIRST_MS = 5_000

/**
 * A connection to Redis at an address as `optionsOf` reads it. Where the server goes away it is connected to again, and what is
 * asked meanwhile waits; `onChange` hears of both.
 * @throws PatchbayError (bad-input) for what is not such an address; (conflict) where nobody answers at first, or refuses us.
 */
export async function connectRedis(
  url: string,
  onChange: (isThere: boolean) => void = () => {},
): Promise<Redis> {
  const redis = new Redis({
    ...optionsOf(url),
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
    const said = messageOf(error)
    throw unusable(withoutPassword(url), said === 'Connection is closed.' ? why : said)
  }
}

/** Without a cause: what Redis refuses carries the password that it was sent. */
function unusable(shown: string, said: string): PatchbayError {
  const known = REFUSALS.find(({ fits }) => fits.test(said))
  const why = known?.why ?? said.replace(/\.$/, '')
  const mend = known?.mend ?? 'start it, or give another address'
  return new PatchbayError('conflict', `Redis at ${shown} cannot be used (${why}): ${mend}.`)
}

/** What people can mend; `why` where the server or OpenSSL says it in words that are not for people. */
const REFUSALS: readonly { fits: RegExp; why?: string; mend: string }[] = [
  {
    fits: /NOAUTH|WRONGPASS|invalid password/,
    why: 'it wants a password, or another one',
    mend: `write redis://USER:PASSWORD@HOST:PORT, or set the password as ${PASSWORD_VARIABLE}`,
  },
  { fits: /NOPERM/, mend: 'give its user the rights that docs/cluster.md names' },
  {
    fits: /certificate required|handshake failure/,
    why: 'it wants to know us by a certificate',
    mend: 'name ours, rediss://HOST:PORT?cert=FILE&key=FILE',
  },
  {
    fits: /certificate|altnames/,
    mend: 'name the file of the authority that signed its certificate, rediss://HOST:PORT?cacert=FILE',
  },
  {
    fits: /ECONNRESET|nobody answers|wrong version/,
    mend: 'start it, or write rediss://HOST:PORT where it has TLS and redis:// where it has none',
  },
]
