import type { Redis } from 'ioredis'
import { messageOf, PatchbayError, redisTrouble, type RedisState } from '../../../../contract'
import { optionsOf, withoutPassword } from './address'
import { patientRedis } from './patient-redis'
import { lastingRefusal, refusalForAWhile, type Refusal } from './refusals'

/** How long the first connection may take; a connection that was there is waited for without end. */
const FIRST_MS = 5_000
const NOBODY = 'nobody answers'
const NOT_READY = 'it answers nothing'

/**
 * A connection to Redis at an address as `optionsOf` reads it. Where the server goes away it is connected to again, and where it
 * refuses something for a while it is asked again; what is asked meanwhile waits. `onChange` hears of all that.
 * @throws PatchbayError (bad-input) for what is not such an address; (conflict) where nobody answers at first, or refuses us.
 */
export async function connectRedis(
  url: string,
  onChange: (state: RedisState) => void = () => {},
): Promise<Redis> {
  let [isFirst, why] = [true, NOBODY]
  const state: RedisState = { isThere: true, refusal: null }
  const change = (what: Partial<RedisState>) => {
    const before = redisTrouble(state)
    Object.assign(state, what)
    // A connection that is lost is closed again by each attempt to have it back.
    if (!isFirst && redisTrouble(state) !== before) onChange({ ...state })
  }
  const options = {
    ...{ ...optionsOf(url), maxRetriesPerRequest: null, lazyConnect: true },
    retryStrategy: (times: number) => Math.min(times * 100, 2_000),
  }
  const redis = patientRedis(options, (refusal, said) => {
    why = said ?? why
    change({ refusal })
  })
  redis.on('close', () => change({ isThere: false })).on('ready', () => change({ isThere: true }))
  const refused = new Promise<never>((_, reject) => {
    redis.on('error', (error) => {
      why = messageOf(error) || why
      // Nothing is mended by waiting for it.
      if (isFirst && lastingRefusal(why)) reject(error)
    })
    setTimeout(() => {
      const isConnected = redis.status === 'connect' || redis.status === 'ready'
      reject(new Error(why === NOBODY && isConnected ? NOT_READY : why))
    }, FIRST_MS).unref()
  })
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), refused])
    isFirst = false
    onChange({ ...state })
    return redis
  } catch (error) {
    redis.disconnect()
    const said = messageOf(error)
    throw unusable(withoutPassword(url), said === 'Connection is closed.' ? why : said)
  }
}

/** Without a cause: what Redis refuses carries the password that it was sent. */
function unusable(shown: string, said: string): PatchbayError {
  const known =
    lastingRefusal(said) ?? refusalForAWhile(said) ?? NOT_THERE.find(({ fits }) => fits.test(said))
  const why = known?.why ?? said.replace(/\.$/, '')
  const mend = known?.mend ?? 'start it, or give another address'
  return new PatchbayError('conflict', `Redis at ${shown} cannot be used (${why}): ${mend}.`)
}

const NOT_THERE: readonly (Refusal & { fits: RegExp })[] = [
  { fits: new RegExp(NOT_READY), mend: 'wait until it has read its data, or give another address' },
  {
    fits: /ECONNRESET|nobody answers|wrong version/,
    mend: 'start it, or write rediss://HOST:PORT where it has TLS and redis:// where it has none',
  },
]
