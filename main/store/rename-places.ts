import { deflateSync, inflateSync } from 'node:zlib'
import type Sqlite from 'better-sqlite3'
import { decodeMessage, encodeMessage } from '../../contract/wire'

// Version 8: a site used to be called a place. What cannot be read is left as it is: opening that run says so.

/** The format of results when this step was made. */
const FORMAT = 1
const RENAMED: Readonly<Record<string, string>> = { place: 'site', places: 'sites' }

/** Renames places to sites in configurations and results. */
export function renamePlaces(sqlite: Sqlite.Database): void {
  renameInConfigs(sqlite)
  renameInResults(sqlite)
}

/** `places` is a list of families; every entry of `only` names one in `place`, in which a position was part of the word. */
function renameInConfigs(sqlite: Sqlite.Database): void {
  const update = sqlite.prepare('UPDATE runs SET config = :config WHERE number = :number')
  const rows = sqlite
    .prepare<[], { number: number; config: string }>(
      `SELECT number, config FROM runs WHERE method IN ('activation', 'attribution')`,
    )
    .all()
  for (const { number, config } of rows) {
    const read = orNull(() => JSON.parse(config) as unknown)
    if (isObject(read)) update.run({ number, config: JSON.stringify(configWithSites(read)) })
  }
}

function configWithSites(config: Record<string, unknown>): Record<string, unknown> {
  const renamed = withNewKeys(config)
  if (!Array.isArray(renamed.only)) return renamed
  const only = renamed.only.map((each: unknown) => (isObject(each) ? asKind(withNewKeys(each)) : each))
  return { ...renamed, only }
}

function asKind(site: Record<string, unknown>): Record<string, unknown> {
  return typeof site.site === 'string' ? { ...site, site: site.site.replace('-by-position', '') } : site
}

/** One result at a time: together they may be larger than memory. */
function renameInResults(sqlite: Sqlite.Database): void {
  const select = sqlite.prepare<{ id: string }, { data: Uint8Array }>(
    'SELECT data FROM results WHERE run_id = :id',
  )
  const update = sqlite.prepare('UPDATE results SET data = :data WHERE run_id = :id')
  const ids = sqlite
    .prepare<[], string>(
      `SELECT run_id FROM results JOIN runs ON id = run_id
       WHERE format = ${FORMAT} AND method IN ('activation', 'attribution', 'workflow')`,
    )
    .pluck()
    .all()
  for (const id of ids) {
    const { data } = select.get({ id })!
    const read = orNull(() => decodeMessage(inflateSync(data).toString('utf8')))
    if (isObject(read)) update.run({ id, data: deflateSync(encodeMessage(resultWithSites(read))) })
  }
}

/** The kind `places`, and the column `place` wherever scores are. What has the new names stays as it is. */
export function resultWithSites(result: unknown): unknown {
  if (!isObject(result)) return result
  const kind = result.kind === 'places' ? 'sites' : result.kind
  return { ...(withSitesDeep(result) as object), kind }
}

function withSitesDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSitesDeep)
  if (!isObject(value) || ArrayBuffer.isView(value)) return value
  const renamed = Object.entries(withNewKeys(value))
  return Object.fromEntries(renamed.map(([key, each]) => [key, withSitesDeep(each)]))
}

/** In their order, because exports list what was chosen in that order. */
function withNewKeys(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [RENAMED[key] ?? key, each]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
