import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { RedisOptions } from 'ioredis'
import { PatchbayError } from '../../../../contract'

/** Files of TLS that an address may name, as redis-cli names them. */
const TLS_FILES = { cacert: 'ca', cert: 'cert', key: 'key' } as const
/** Where the password is looked for that an address leaves out: what is typed is seen in lists of processes. */
export const PASSWORD_VARIABLE = 'PATCHBAY_REDIS_PASSWORD'

/**
 * What an address asks for: `redis://USER:PASSWORD@HOST:PORT/DATABASE`, `rediss://` with TLS. `?cacert=FILE` is the authority that
 * signed the server's certificate where the system does not know it, `?cert=FILE&key=FILE` what the server knows us by.
 * @throws PatchbayError (bad-input) for what is none, and a file that cannot be read
 */
export function optionsOf(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname, searchParams } = parsedAddress(url)
  const database = /^\/(\d{1,6})?$/.exec(pathname || '/')
  if (!database) throw refused(url, `its database is a number, not "${pathname.slice(1)}"`)
  const secret = password ? decoded(url, password) : process.env[PASSWORD_VARIABLE]
  if (protocol === 'redis:' && searchParams.size > 0) throw refused(url, 'files of TLS are for rediss://')
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port ? Number(port) : 6379,
    db: Number(database[1] ?? 0),
    ...(username && { username: decoded(url, username) }),
    ...(secret && { password: secret }),
    ...(protocol === 'rediss:' && { tls: tlsFiles(url, searchParams) }),
  }
}

/** As it may be printed. @throws PatchbayError (bad-input) */
export function withoutPassword(url: string): string {
  const { protocol, username, password, host, pathname } = parsedAddress(url)
  const who = username || password ? `${username}${password && ':***'}@` : ''
  return `${protocol}//${who}${host}${pathname === '/' ? '' : pathname}`
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
  if (password) parsed.password = encodeURIComponent(password)
  return parsed.href
}

function parsedAddress(url: string): URL {
  const parsed = URL.parse(url)
  if (!parsed || !['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '')
    throw refused(url, null)
  // One of # / ? in a password ends the address too early.
  if (`${parsed.pathname}${parsed.search}${parsed.hash}`.includes('@') || parsed.hash)
    throw refused(url, 'in its password, write # as %23, / as %2F, ? as %3F and @ as %40')
  return parsed
}

function tlsFiles(url: string, given: URLSearchParams): Record<string, Buffer> {
  const files: Record<string, Buffer> = {}
  for (const [name, file] of given) {
    if (!Object.hasOwn(TLS_FILES, name))
      throw refused(url, `?${name} is not known: it may name ${Object.keys(TLS_FILES).join(', ')}`)
    files[TLS_FILES[name as keyof typeof TLS_FILES]] = readTlsFile(name, file)
  }
  return files
}

function readTlsFile(name: string, file: string): Buffer {
  try {
    return readFileSync(path.resolve(file))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new PatchbayError('bad-input', `The ${name} of Redis, ${file}, cannot be read (${code}).`, {
      cause: error,
    })
  }
}

function decoded(url: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refused(url, 'in its password, write % as %25')
  }
}

function refused(url: string, why: string | null): PatchbayError {
  // Whatever is before the last @ may be a password.
  const shown = url.replace(/^(\w*:\/\/)?.*@/s, '$1***@').replace(/[?#].*$/s, '')
  const how = why ?? 'write redis://HOST:PORT, or rediss:// with TLS'
  return new PatchbayError('bad-input', `"${shown}" is not an address of Redis: ${how}.`)
}
