import { PatchbayError, type HubName } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import { COMMIT } from './cache-folder'
import { startHash } from './file-hash'
import type { HubAccess } from './hub-access'
import { codeOf, damaged, HubError, networkError, refusalOf } from './hub-errors'
import type { RepositoryFile } from './needed-files'

// What is asked of the hub, by its own client. Its requests go through `asking`, which knows what a refusal means.

/** A repository at one commit. */
export interface Repository {
  commit: string
  isGated: boolean
  /** As its card names it. */
  licence: string | null
  files: RepositoryFile[]
}

/** Far more than a model needs. */
const MOST_FILES = 20_000
/** No answer, or nothing more of one, for so long: the connection is taken for dead. */
const STALL_MS = 30_000

/** @throws HubError: not found, gated, refused, not reachable; the reason of `signal`. */
export async function lookAt(name: HubName, access: HubAccess, signal: AbortSignal): Promise<Repository> {
  const { modelInfo, listFiles } = await import('@huggingface/hub')
  const common = { hubUrl: access.endpoint, fetch: asking(name, access, signal) }
  const { sha, gated, cardData } = await asAnswer(access, () =>
    modelInfo({ ...common, name: name.repo, revision: name.revision, additionalFields: ['sha', 'cardData'] }),
  )
  if (typeof sha !== 'string' || !COMMIT.test(sha)) throw notAHub(access)
  const files: RepositoryFile[] = []
  await asAnswer(access, async () => {
    for await (const entry of listFiles({ ...common, repo: name.repo, revision: sha, recursive: true })) {
      if (files.length >= MOST_FILES) throw tooManyFiles(name)
      const file = entry.type === 'file' && isInside(entry.path) ? checkedFile(entry) : null
      if (file) files.push(file)
    }
  })
  return { commit: sha, isGated: Boolean(gated), licence: licenceOf(cardData), files }
}

/** The bytes of a file from `fromByte` on, as they arrive. @throws HubError, the reason of `signal` */
export async function* readFile(
  name: HubName,
  commit: string,
  { path, bytes }: RepositoryFile,
  access: HubAccess,
  signal: AbortSignal,
  fromByte = 0,
): AsyncGenerator<Uint8Array> {
  if (fromByte >= bytes) return
  const { downloadFile } = await import('@huggingface/hub')
  let refused: unknown = null
  const ask = asking(name, access, signal)
  // The client's stream has a refusal as text only.
  const noting: typeof fetch = (...args) =>
    ask(...args).catch((error: unknown) => Promise.reject((refused = error)))
  try {
    const encoded = path.split('/').map(encodeURIComponent).join('/')
    const blob = await downloadFile({
      repo: name.repo,
      path: encoded,
      revision: commit,
      hubUrl: access.endpoint,
      fetch: noting,
      xet: false, // plain ranges of HTTP can be resumed at any byte
    })
    if (blob === null) throw gone(name, path, access)
    if (blob.size !== bytes) throw otherSize(path, blob.size, bytes, access)
    const reader = (fromByte === 0 ? blob : blob.slice(fromByte)).stream().getReader()
    try {
      for (let next = await untilStalled(reader.read()); !next.done; next = await untilStalled(reader.read()))
        yield next.value
    } finally {
      void reader.cancel().catch(() => {})
    }
  } catch (error) {
    signal.throwIfAborted()
    throw refused instanceof PatchbayError ? refused : asHubError(access, error)
  }
}

/** The whole of a small file. @throws HubError, also where it is damaged, or longer than `mostBytes` */
export async function readSmallFile(
  name: HubName,
  commit: string,
  file: RepositoryFile,
  access: HubAccess,
  signal: AbortSignal,
  mostBytes: number,
): Promise<Buffer> {
  if (file.bytes > mostBytes)
    throw new HubError('bad-input', `${file.path} of ${name.repo} is too large to be what its name says.`)
  const chunks: Uint8Array[] = []
  const hash = startHash(file.hash, file.bytes)
  for await (const chunk of readFile(name, commit, file, access, signal)) {
    chunks.push(chunk)
    hash.update(chunk)
  }
  if (hash.digest('hex') !== file.hash.hex) throw damaged(file, access.endpoint)
  return Buffer.concat(chunks)
}

/** A `fetch` for the client: with our token for the hub alone, refusals as sentences, ranges that are kept to. */
function asking(name: HubName, access: HubAccess, signal: AbortSignal): typeof fetch {
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
async function untilStalled<T>(next: Promise<T>): Promise<T> {
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

/** Errors of the client about what it was answered become sentences. */
async function asAnswer<T>(access: HubAccess, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw asHubError(access, error)
  }
}

/** Cut connections, and answers that the client cannot read. Cancelling stays what it is. */
function asHubError(access: HubAccess, error: unknown): unknown {
  if (error instanceof PatchbayError || (error as Error | null)?.name === 'AbortError') return error
  return codeOf(error) === '' ? notAHub(access, error) : networkError(access.endpoint, error)
}

interface TreeEntry {
  path: string
  size: number
  oid?: string
  lfs?: { oid: string; size: number }
}

/** What the hub says of a file, which becomes names and sizes on this disk; null where it cannot. */
function checkedFile({ path, size, oid, lfs }: TreeEntry): RepositoryFile | null {
  const bytes = lfs?.size ?? size
  const hash = lfs ? { kind: 'sha256' as const, hex: lfs.oid } : { kind: 'git-sha1' as const, hex: oid ?? '' }
  const hasHash = (lfs ? /^[0-9a-f]{64}$/ : COMMIT).test(hash.hex)
  return hasHash && Number.isSafeInteger(bytes) && bytes >= 0 ? { path, bytes, hash } : null
}

/** Whether a file of a repository stays in its folder, on every system. */
function isInside(path: string): boolean {
  const parts = path.split('/')
  return (
    path.length <= 1000 &&
    /^[^\\:*?"<>|\p{Cc}]+$/u.test(path) &&
    !parts.some((part) => /^\.{0,2}$/.test(part))
  )
}

function licenceOf(card: unknown): string | null {
  const licence = (card as { license?: unknown } | null | undefined)?.license
  return typeof licence === 'string' ? licence.slice(0, 100) : null
}

const notAHub = ({ endpoint }: HubAccess, cause?: unknown) =>
  new HubError('download', `${endpoint} does not answer as the Hugging Face hub does: check HF_ENDPOINT.`, {
    cause,
  })

const tooManyFiles = ({ repo }: HubName) =>
  new HubError(
    'bad-input',
    `${repo} has more than ${MOST_FILES.toLocaleString('en-US')} files, which is more than is looked at.`,
  )

const gone = ({ repo }: HubName, path: string, { endpoint }: HubAccess) =>
  new HubError('bad-input', `${repo} has no file ${path} at ${endpoint}.`)

const otherSize = (path: string, now: number, planned: number, { endpoint }: HubAccess) =>
  new HubError(
    'download',
    `${endpoint} has ${path} with ${now} bytes, not the ${planned} that it listed: try again later.`,
  )
