import { COMMIT, PatchbayError, type HubName } from '../../../contract'
import { startHash } from './file-hash'
import type { HubAccess } from './hub-access'
import { codeOf, damaged, HubError, networkError } from './hub-errors'
import { asking, askingWhole, untilStalled } from './hub-requests'
import type { RepositoryFile } from './needed-files'

// What is asked of the hub, by its own client. Its requests go through hub-requests.ts.

/** A repository at one commit. */
export interface Repository {
  commit: string
  isGated: boolean
  /** As its card names it. */
  licence: string | null
  files: RepositoryFile[]
}

/** Files and folders; far more than a model needs. */
const MOST_ENTRIES = 20_000

/** @throws HubError: not found, gated, refused, not reachable; the reason of `signal`. */
export async function lookAt(name: HubName, access: HubAccess, signal: AbortSignal): Promise<Repository> {
  const { modelInfo, listFiles } = await import('@huggingface/hub')
  const common = { hubUrl: access.endpoint, fetch: askingWhole(name, access, signal) }
  const { sha, gated, cardData } = await asAnswer(access, () =>
    modelInfo({ ...common, name: name.repo, revision: name.revision, additionalFields: ['sha', 'cardData'] }),
  )
  if (typeof sha !== 'string' || !COMMIT.test(sha)) throw notAHub(access)
  const files: RepositoryFile[] = []
  let entries = 0
  await asAnswer(access, async () => {
    for await (const entry of listFiles({ ...common, repo: name.repo, revision: sha, recursive: true })) {
      if (++entries > MOST_ENTRIES) throw tooManyFiles(name)
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
    ask(...args)
      .then((response) => ofSize(response, path, bytes, access))
      .catch((error: unknown) => Promise.reject((refused = error)))
  try {
    const encoded = path.split('/').map(encodeURIComponent).join('/')
    const blob = await downloadFile({
      repo: name.repo,
      path: encoded,
      hubUrl: access.endpoint,
      fetch: noting,
      xet: false, // plain ranges of HTTP can be resumed at any byte
      // Known from the list of files: else the client asks for a byte first, for every file and every try.
      downloadInfo: {
        size: bytes,
        etag: '',
        url: `${access.endpoint}/${name.repo}/resolve/${commit}/${encoded}`,
      },
    })
    const reader = (fromByte === 0 ? blob! : blob!.slice(fromByte)).stream().getReader()
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

/** @throws HubError where the answer is of a file of another size: another page in its place, or a file that changed. */
async function ofSize(response: Response, path: string, bytes: number, access: HubAccess): Promise<Response> {
  const { headers, status } = response
  const length = headers.has('Content-Encoding') ? null : headers.get('Content-Length')
  const total = status === 206 ? headers.get('Content-Range')?.split('/')[1] : length
  const now = Number(total ?? NaN)
  if (Number.isNaN(now) || now === bytes) return response
  await response.body?.cancel()
  throw otherSize(path, now, bytes, access)
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
    !parts.some((part) => /^\.{0,2}$/.test(part) || Buffer.byteLength(part) > 255)
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
    `${repo} has more than ${MOST_ENTRIES.toLocaleString('en-US')} files, which is more than is looked at.`,
  )

const otherSize = (path: string, now: number, planned: number, { endpoint }: HubAccess) =>
  new HubError(
    'download',
    `${endpoint} has ${path} with ${now} bytes, not the ${planned} that it listed: try again later.`,
  )
