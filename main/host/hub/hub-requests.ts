import type { HubName } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import type { HubAccess } from './hub-access'
import { HubError, networkError, refusalOf } from './hub-errors'

// How the hub is asked: as whom, for how long, and what a refusal means.

/** No answer, or nothing more of one, for so long: the connection is taken for dead. */
const STALL_MS = 30_000
/** A page of a list of files has 1,000 of them, and less than 1 MB. */
const MOST_ANSWER_BYTES = 2 ** 25
/** Pages that a list of files may have. */
const MOST_ANSWERS = 500

/**
 * As `asking`, for answers that the client reads whole: each is bounded in time and size, and so is their number. A
 * list of files goes on at the hub that is asked, whatever address a mirror gives.
 */
export function askingWhole(name: HubName, access: HubAccess, signal: AbortSignal): typeof fetch {
  const ask = asking(name, access, signal)
  let answers = 0
  return async (input, init) => {
    if (++answers > MOST_ANSWERS) throw endless(name, access)
    const { pathname, search } = new URL(input instanceof Request ? input.url : input)
    const own = access.endpoint + pathname.slice(Math.max(0, pathname.indexOf('/api/'))) + search
    const response = await ask(own, init)
    const { status, headers } = response
    return new Response(await wholeOf(response, name, access), { status, headers })
  }
}

async function wholeOf(
  response: Response,
  name: HubName,
  access: HubAccess,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  try {
    for (let bytes = 0; ;) {
      const { done, value } = (await untilStalled(reader?.read() ?? NOTHING)) as Read
      if (done) return Buffer.concat(chunks)
      bytes += value.length
      if (bytes > MOST_ANSWER_BYTES) throw endless(name, access)
      chunks.push(value)
    }
  } finally {
    void reader?.cancel().catch(() => {})
  }
}

type Read = ReadableStreamReadResult<Uint8Array>
const NOTHING = Promise.resolve<Read>({ done: true, value: undefined })

const endless = ({ repo }: HubName, { endpoint }: HubAccess) =>
  new HubError('download', `What ${endpoint} says of ${repo} does not end: check HF_ENDPOINT.`)

/** A `fetch` for the client: with our token for the hub alone, refusals as sentences, ranges that are kept to. */
export function asking(name: HubName, access: HubAccess, signal: AbortSignal): typeof fetch {
  const origin = new URL(access.endpoint).origin
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    const headers = new Headers(init?.headers)
    headers.set('User-Agent', `patchbay/${PATCHBAY_VERSION}`)
    headers.delete('Authorization')
    if (access.token !== null && url.origin === origin) headers.set('Authorization', `Bearer ${access.token}`)
    const response = await answered(url, { ...init, headers }, access, signal)
    if (!response.ok) {
      await response.body?.cancel()
      throw refusalOf(response, name, access)
    }
    const isPart = /^bytes=[1-9]/.test(headers.get('Range') ?? '')
    if (isPart && response.status !== 206) {
      await response.body?.cancel()
      throw new RangeIgnoredError(access.endpoint)
    }
    return response
  }
}

/** The hub sends a file from its beginning only. */
export class RangeIgnoredError extends HubError {
  constructor(endpoint: string) {
    super('download', `${endpoint} sends files from their beginning only.`, { mayPass: true })
  }
}

async function answered(
  url: URL,
  init: RequestInit,
  { endpoint }: HubAccess,
  signal: AbortSignal,
): Promise<Response> {
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(stalled()), STALL_MS)
  try {
    return await fetch(url, { ...init, signal: AbortSignal.any([signal, silence.signal]) })
  } catch (error) {
    signal.throwIfAborted()
    throw networkError(endpoint, error)
  } finally {
    clearTimeout(timer)
  }
}

/** @throws an error where nothing comes for too long. */
export async function untilStalled<T>(next: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(stalled()), STALL_MS)
  })
  try {
    return await Promise.race([next, silence])
  } finally {
    clearTimeout(timer)
  }
}

const stalled = () => Object.assign(new Error('nothing arrives any more'), { code: 'STALLED' })
