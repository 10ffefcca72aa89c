import { hubNameText, PatchbayError, type ErrorCode, type HubName } from '../../../contract'
import type { HubAccess } from './hub-access'
import type { RepositoryFile } from './needed-files'

/** What the hub, or the way to it, answered instead of what was asked. */
export class HubError extends PatchbayError {
  /** The same request may succeed later. */
  readonly mayPass: boolean
  /** How long the hub asks to wait; null where it does not. */
  readonly waitMs: number | null

  constructor(
    code: ErrorCode,
    message: string,
    { mayPass = false, waitMs = null, cause }: HubErrorOptions = {},
  ) {
    super(code, message, { cause })
    this.mayPass = mayPass
    this.waitMs = waitMs
  }
}

interface HubErrorOptions {
  mayPass?: boolean
  waitMs?: number | null
  cause?: unknown
}

/** A refusal of the hub as a sentence, with what to do about it. */
export function refusalOf(response: Response, name: HubName, access: HubAccess): HubError {
  const { status, headers } = response
  const { endpoint } = access
  const { repo, revision } = name
  if (status === 429) return tooMany(access, headers)
  if (status >= 500 || status === 408)
    return new HubError('download', `${endpoint} answered with status ${status}: try again later.`, {
      mayPass: true,
    })
  switch (headers.get('X-Error-Code')) {
    case 'GatedRepo':
      return gated(name, access)
    case 'RepoNotFound':
      return notFound(name, access)
    case 'RevisionNotFound':
      return new HubError(
        'bad-input',
        `${repo} has no revision "${revision}": name a branch, a tag or a commit.`,
      )
    case 'EntryNotFound':
      return new HubError(
        'bad-input',
        `${hubNameText(name)} has no file ${fileOf(response.url)} at ${endpoint}.`,
      )
  }
  const server = new URL(response.url).origin
  if (server !== new URL(endpoint).origin) return storageRefuses(server, status, access)
  if (status === 401 && access.token !== null) return badToken(access)
  if (status === 403) return forbidden(name, access)
  if (status === 401 || status === 404) return notFound(name, access)
  return new HubError('download', `${endpoint} answered with status ${status} to a request about ${repo}.`)
}

/** The hub sends large files by addresses of another server, which are good for some minutes. */
function storageRefuses(server: string, status: number, { endpoint }: HubAccess): HubError {
  const is = `${server}, where ${endpoint} keeps its files, answered with status ${status}`
  return new HubError('download', `${is}: try again later.`, { mayPass: true })
}

function tooMany({ endpoint, token }: HubAccess, headers: Headers): HubError {
  const waitMs = retryAfterMs(headers.get('Retry-After'))
  const when = waitMs === null ? 'in some minutes' : `in ${Math.ceil(waitMs / 1000)} s`
  const more = token === null ? '; with a token in HF_TOKEN more are allowed' : ''
  return new HubError('download', `${endpoint} refuses more requests for now: try again ${when}${more}.`, {
    mayPass: true,
    waitMs,
  })
}

/** Seconds, or a date. */
function retryAfterMs(value: string | null): number | null {
  if (value === null) return null
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? Math.max(0, ms) : null
}

function gated({ repo }: HubName, { endpoint, token, tokenSource }: HubAccess): HubError {
  const page = `${endpoint}/${repo}`
  const is = `${repo} is gated: its owner asks who wants it`
  const mend =
    token === null
      ? `accept its conditions at ${page}, then put a token of that account into HF_TOKEN (or run \`hf auth login\`)`
      : `the account of the token in ${tokenSource} has no access (yet): ask for it at ${page}`
  return new HubError('bad-input', `${is}; ${mend}. Nothing was downloaded.`)
}

function forbidden({ repo }: HubName, { endpoint, tokenSource }: HubAccess): HubError {
  const whose = tokenSource === null ? 'without a token in HF_TOKEN' : `with the token in ${tokenSource}`
  return new HubError(
    'bad-input',
    `${endpoint} does not let ${repo} be read ${whose}: use one of an account that may.`,
  )
}

function badToken({ endpoint, tokenSource }: HubAccess): HubError {
  const is = `${endpoint} does not accept the token in ${tokenSource}`
  return new HubError(
    'bad-input',
    `${is}: it may have expired; make a new one, or remove it where none is needed.`,
  )
}

function notFound({ repo }: HubName, { endpoint, token, tokenSource }: HubAccess): HubError {
  const who =
    token === null
      ? 'put a token of an account that may read it into HF_TOKEN'
      : `the token in ${tokenSource} must be of an account that may read it`
  return new HubError(
    'bad-input',
    `There is no model ${repo} at ${endpoint}: check its name; if it is private, ${who}.`,
  )
}

const fileOf = (url: string) => decodeURI(new URL(url).pathname.split('/').slice(-1)[0])

const UNREACHED = {
  noHost: 'cannot be reached: there is no such host, or no connection to the internet',
  noAnswer: 'cannot be reached: it does not answer',
  refused: 'cannot be reached: nothing answers there',
  noWay: 'cannot be reached: there is no connection to it',
  cut: 'cannot be reached any more: the connection was cut',
  silent: 'has stopped sending',
}

/** What codes of network errors mean. */
const NETWORK: Record<string, string> = {
  ENOTFOUND: UNREACHED.noHost,
  EAI_AGAIN: UNREACHED.noHost,
  ECONNREFUSED: UNREACHED.refused,
  ECONNRESET: UNREACHED.cut,
  EPIPE: UNREACHED.cut,
  UND_ERR_SOCKET: UNREACHED.cut,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: UNREACHED.cut,
  ETIMEDOUT: UNREACHED.noAnswer,
  UND_ERR_CONNECT_TIMEOUT: UNREACHED.noAnswer,
  UND_ERR_HEADERS_TIMEOUT: UNREACHED.noAnswer,
  EHOSTUNREACH: UNREACHED.noWay,
  ENETUNREACH: UNREACHED.noWay,
  UND_ERR_BODY_TIMEOUT: UNREACHED.silent,
  STALLED: UNREACHED.silent,
}

/** The connection failed, before an answer or in the middle of one. */
export function networkError(endpoint: string, error: unknown): HubError {
  const code = codeOf(error)
  const why = NETWORK[code] ?? `cannot be reached: ${unknownReason(code, error)}`
  const message = `${endpoint} ${why}${proxyHint(why)}.`
  return new HubError('download', message, { mayPass: code !== '', cause: error })
}

/** Node heeds the variables of a proxy only where it is asked to; the Python library always does. */
function proxyHint(why: string): string {
  const { env } = process
  const proxy = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].find((name) => env[name])
  if (proxy === undefined || env.NODE_USE_ENV_PROXY === '1' || !why.startsWith('cannot be reached: '))
    return ''
  return `; to use the proxy in ${proxy}, set NODE_USE_ENV_PROXY=1`
}

function unknownReason(code: string, error: unknown): string {
  if (code.startsWith('ERR_SSL')) return `it does not speak https (${code}); check its address`
  if (/CERT|TLS|SIGNATURE/.test(code))
    return `its certificate is not trusted (${code}); name the file of its authority in NODE_EXTRA_CA_CERTS`
  return code === '' || code === 'UND_ERR_ABORTED' ? innermost(error) : code // a proxy that does not let it through
}

/** "fetch failed" says nothing; what caused it does. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? innermost(error.cause) : error.message
}

/** The system's code of an error, or of what caused it; '' where it has none. */
export function codeOf(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    const { code } = each as NodeJS.ErrnoException
    if (typeof code === 'string') return code
  }
  return ''
}

/** What arrived is not what the hub has. */
export function damaged({ path, hash }: RepositoryFile, endpoint: string): HubError {
  const kind = hash.kind === 'sha256' ? 'sha256' : 'git hash'
  const is = `${path} arrived damaged: its ${kind} is not the one that ${endpoint} gives (${hash.hex})`
  return new HubError('download', `${is}. What arrived was removed: download it again.`)
}
