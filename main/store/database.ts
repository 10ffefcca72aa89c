import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { PatchbayError } from '../../contract'
import { APPLICATION_ID, MIGRATIONS } from './migrations'
import { closeFileToOthers, makePrivateFile } from './private-file'
import { isMadeUpBySystem, isSharedAmongMachines } from './shared-folder'
import { toStoreError } from './store-errors'

export type SqlValue = string | number | null | Uint8Array
type Parameters = Record<string, SqlValue>

/** How long opening waits for another process, which may bring the store up to date just then. */
const OPEN_TIMEOUT_MS = 5_000
/**
 * How long a statement waits for another process, and this whole process with it: enough for an ordinary write.
 * Longer ones are waited for by `whenFree`, which lets others be answered.
 */
const BUSY_TIMEOUT_MS = 50

/**
 * One open store file. The only file that touches better-sqlite3; whatever it throws leaves here as
 * a `PatchbayError('store')` with a sentence for people.
 */
export class Database {
  readonly file: string
  private readonly sqlite: Sqlite.Database
  private readonly statements = new Map<string, Sqlite.Statement>()

  constructor(file: string) {
    this.file = file
    this.sqlite = this.guard(() => openFile(file))
  }

  all<Row>(sql: string, parameters: Parameters = {}): Row[] {
    return this.guard(() => this.statement(sql).all(parameters) as Row[])
  }

  get<Row>(sql: string, parameters: Parameters = {}): Row | undefined {
    return this.guard(() => this.statement(sql).get(parameters) as Row | undefined)
  }

  /** Returns how many rows changed. */
  run(sql: string, parameters: Parameters = {}): number {
    return this.guard(() => this.statement(sql).run(parameters).changes)
  }

  /** All or nothing; takes the write lock at once, so that a read in it stays true until its write. */
  transaction<T>(work: () => T): T {
    return this.guard(() => this.sqlite.transaction(work).immediate())
  }

  /** Another number once another process, or another connection of this one, has written. */
  changesOfOthers(): number {
    return this.get<{ data_version: number }>('PRAGMA data_version')!.data_version
  }

  close(): void {
    this.sqlite.close()
  }

  private statement(sql: string): Sqlite.Statement {
    let statement = this.statements.get(sql)
    if (!statement) {
      statement = this.sqlite.prepare(sql)
      this.statements.set(sql, statement)
    }
    return statement
  }

  private guard<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, this.file)
    }
  }
}

function openFile(file: string): Sqlite.Database {
  refuseSpecial(file)
  makePrivateFile(file)
  const sqlite = new Sqlite(file, { timeout: OPEN_TIMEOUT_MS })
  try {
    refuseForeign(sqlite, file)
    closeFileToOthers(file)
    chooseJournal(sqlite, file)
    // A step that makes a table again drops the old one, which must not take with it what refers to its rows.
    sqlite.pragma('foreign_keys = OFF')
    migrate(sqlite, file)
    sqlite.pragma('foreign_keys = ON')
    sqlite.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`)
    return sqlite
  } catch (error) {
    sqlite.close()
    throw error
  }
}

/** Opening anything but a regular file may wait for ever, and files of /proc only look like regular ones. */
function refuseSpecial(file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (!stats) return
  if (stats.isFile() && !isMadeUpBySystem(file)) return
  const what = stats.isDirectory()
    ? 'a folder'
    : stats.isFile()
      ? 'a file of the system'
      : 'not a regular file'
  throw new PatchbayError(
    'store',
    `The store cannot be ${file}, which is ${what}: name a file with --db or PATCHBAY_DB.`,
  )
}

/**
 * WAL, where a kill of the process loses nothing; NORMAL only leaves out the flush against power cuts. It needs memory
 * shared by all writers: where these may be on several machines a rollback journal, which needs locks alone. A store
 * that has one keeps it, since the other machines may have it open now.
 */
function chooseJournal(sqlite: Sqlite.Database, file: string): void {
  const isNew = versionOf(sqlite) === 0
  const isRollback = !isNew && sqlite.pragma('journal_mode', { simple: true }) === 'delete'
  if (isRollback || isSharedAmongMachines(file)) {
    sqlite.pragma('journal_mode = DELETE')
    sqlite.pragma('synchronous = FULL')
    return
  }
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = NORMAL')
}

/** Another program's database, or a newer Patchbay's, is not touched at all. */
function refuseForeign(sqlite: Sqlite.Database, file: string): void {
  const version = versionOf(sqlite)
  const isOurs = sqlite.pragma('application_id', { simple: true }) === APPLICATION_ID
  const tables = sqlite.prepare('SELECT count(*) FROM sqlite_master').pluck().get()
  if (!isOurs && (tables !== 0 || version !== 0)) {
    throw new PatchbayError(
      'store',
      `${file} is a database of another program: name another file with --db or PATCHBAY_DB.`,
    )
  }
  if (version > MIGRATIONS.length) {
    throw new PatchbayError(
      'store',
      `The store ${file} was written by a newer Patchbay (store version ${version}, this one knows up to ${MIGRATIONS.length}): update Patchbay, or name another file with --db or PATCHBAY_DB.`,
    )
  }
}

/** Every step in a transaction of its own; another process may have been faster, so look again inside. */
function migrate(sqlite: Sqlite.Database, file: string): void {
  while (versionOf(sqlite) < MIGRATIONS.length) {
    sqlite
      .transaction(() => {
        refuseForeign(sqlite, file)
        const version = versionOf(sqlite)
        if (version >= MIGRATIONS.length) return
        const step = MIGRATIONS[version]
        if (typeof step === 'string') sqlite.exec(step)
        else step(sqlite)
        sqlite.pragma(`application_id = ${APPLICATION_ID}`)
        sqlite.pragma(`user_version = ${version + 1}`)
      })
      .immediate()
  }
}

function versionOf(sqlite: Sqlite.Database): number {
  return sqlite.pragma('user_version', { simple: true }) as number
}
