import { z } from 'zod'
import { LIVE_STATES, PatchbayError, runConfigSchema } from '../../contract'
import type { RunState, RunSummary } from '../../contract'
import type { Database, SqlValue } from './database'
import type { JournalTable } from './journal'
import { MIGRATIONS } from './migrations'
import type { ResultTable } from './results'
import { NotOwnerError } from './run-records'
import type { RunTable } from './runs'
import { SpoiltError } from './spoilt'

type Row = Record<string, SqlValue>

/** A run with its journal and its result, as the tables have them: what another store needs to go on with it, or to show it. */
export interface RunBundle {
  /** Of the tables; another one has other columns. */
  storeVersion: number
  run: Row
  journal: Row[]
  result: Row | null
}

/** What a run is in the store that takes it. */
export interface TakenAs {
  /** Where its model is on this machine. */
  model: string
  /** The lease that has the run here; null where nobody does. What has ended is nobody's. */
  owner: string | null
  /** In place of the bundle's. */
  state?: RunState
  /** In place of the bundle's: the same run was asked for twice. */
  id?: string
  tags?: string[]
}

/** Of the store that a run is in, not of the run. */
const OF_THE_STORE = ['number', 'owner', 'owned_at', 'deleted_by']
/** What people call it, and when it was begun: stays as it is where the run is known already. */
const OF_PEOPLE = ['id', 'name', 'tags', 'note', 'created_at']

/** Imports have no result, and ACDC runs of older versions had none. */
const FOUND_IN_JOURNAL = ['import', 'acdc']
/** Named by its number in the store that it came from. */
const UNNAMED = /^Run \d+$/

/** Runs that go from one store to another, under one id: what a run takes from another by its id is found in both. */
export class BundleTable {
  private readonly database: Database
  private readonly runs: RunTable
  private readonly journal: JournalTable
  private readonly results: ResultTable
  private readonly columns = new Map<string, string[]>()

  constructor(database: Database, runs: RunTable, journal: JournalTable, results: ResultTable) {
    this.database = database
    this.runs = runs
    this.journal = journal
    this.results = results
  }

  /** @throws PatchbayError (not-found) */
  read(id: string): RunBundle {
    return this.database.transaction(() => {
      this.runs.ownership(id)
      const run = this.database.get<Row>('SELECT * FROM runs WHERE id = :id', { id })!
      for (const column of OF_THE_STORE) delete run[column]
      return {
        storeVersion: MIGRATIONS.length,
        run,
        journal: this.database.all<Row>('SELECT * FROM journal WHERE run_id = :id ORDER BY seq', { id }),
        result: this.database.get<Row>('SELECT * FROM results WHERE run_id = :id', { id }) ?? null,
      }
    })
  }

  /**
   * Enters a run as it is in its bundle. Where the store has the run it is brought up to it, unless it is as far already: a
   * bundle that comes twice, or late, changes nothing. All or nothing.
   * @throws PatchbayError (conflict) for a bundle of another version, or of another run under the same id; NotOwnerError
   * where the run is another Patchbay's; (bad-input) where it is not as a Patchbay wrote it.
   */
  take(bundle: RunBundle, as: TakenAs): RunSummary {
    refuseOtherVersion(bundle)
    const id = as.id ?? (bundle.run.id as string)
    return this.guarded(() => {
      const known = this.database.get<Row>('SELECT * FROM runs WHERE id = :id', { id })
      if (known) refuseOtherRun(known, id, bundle)
      if (known && isAsFar(known, bundle)) return this.runs.listed(id)
      if (known && known.owner !== as.owner) throw new NotOwnerError(known.name as string)
      this.write({ ...bundle, run: { ...bundle.run, id } }, as, known)
      return this.requireWhole(id)
    })
  }

  /** In a transaction; what cannot be written, or read back as a run, is the bundle's fault. */
  private guarded<T>(work: () => T): T {
    try {
      return this.database.transaction(work)
    } catch (error) {
      const why = whyNotARun(error)
      if (why === null) throw error
      throw notARun(why, error)
    }
  }

  private write({ run, journal, result }: RunBundle, as: TakenAs, known: Row | undefined): void {
    const id = run.id as string
    const state = as.state ?? (run.state as RunState)
    const owner = isLive(state) ? as.owner : null
    const row: Row = {
      ...run,
      model: as.model,
      config: configAt(run, as.model),
      state,
      ...(as.tags && { tags: JSON.stringify(as.tags) }),
      ...{ owner, owned_at: owner && Date.now() },
    }
    if (known) for (const column of OF_PEOPLE) row[column] = known[column]
    if (known) this.update(row)
    else this.insert('runs', row)
    if (!known && UNNAMED.test(String(run.name))) this.runs.label(id, { name: '' })
    this.database.run('DELETE FROM journal WHERE run_id = :id', { id })
    for (const batch of journal) this.insert('journal', { ...batch, run_id: id })
    this.database.run('DELETE FROM results WHERE run_id = :id', { id })
    if (result) this.insert('results', { ...result, run_id: id })
  }

  /** Reads back what was written. */
  private requireWhole(id: string): RunSummary {
    const { summary, config } = this.runs.get(id)
    if (summary.method !== 'import') runConfigSchema.parse(config)
    this.journal.read(id)
    const isLacking = this.results.read(id) === null && summary.state === 'done'
    if (isLacking && !FOUND_IN_JOURNAL.includes(summary.method)) throw notARun('it is done and has no result')
    return summary
  }

  private insert(table: 'runs' | 'journal' | 'results', row: Row): void {
    const columns = this.columnsOf(table).filter((column) => row[column] !== undefined)
    const values = columns.map((column) => `:${column}`).join(', ')
    this.database.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values})`, picked(row, columns))
  }

  private update(row: Row): void {
    const columns = this.columnsOf('runs').filter((column) => row[column] !== undefined && column !== 'id')
    const assignments = columns.map((column) => `${column} = :${column}`).join(', ')
    this.database.run(`UPDATE runs SET ${assignments} WHERE id = :id`, picked(row, [...columns, 'id']))
  }

  /** Of the table itself: a bundle cannot name others. */
  private columnsOf(table: string): string[] {
    const known = this.columns.get(table)
    if (known) return known
    const columns = this.database.all<{ name: string }>(`PRAGMA table_info(${table})`).map(({ name }) => name)
    this.columns.set(table, columns)
    return columns
  }
}

/** null where the store itself, and not what is written into it, is the reason. */
function whyNotARun(error: unknown): string | null {
  if (error instanceof SpoiltError) return error.why
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'its configuration does not fit'
  const isRefused = /^SQLITE_(CONSTRAINT|MISMATCH)/.test(String((error as { code?: unknown }).code))
  return isRefused ? 'its columns do not fit' : null
}

function notARun(why: string, cause?: unknown): PatchbayError {
  return new PatchbayError('bad-input', `This is not a run as Patchbay writes it: ${why}.`, { cause })
}

function refuseOtherVersion({ storeVersion }: RunBundle): void {
  if (storeVersion === MIGRATIONS.length) return
  throw new PatchbayError(
    'conflict',
    `The run was written by another version of Patchbay (store version ${storeVersion}, this one has ${MIGRATIONS.length}): use the same version on all machines.`,
  )
}

function refuseOtherRun(known: Row, id: string, { run }: RunBundle): void {
  if (known.configuration === run.configuration) return
  throw new PatchbayError(
    'conflict',
    `The run ${id} is another one than ${known.name} of this store, which has the same id: it was not taken.`,
  )
}

/** A finished run stays as it is; of unfinished ones the one that decided more edges is further, or the one that has ended. */
function isAsFar(known: Row, { run }: RunBundle): boolean {
  if (known.deleted_by !== null || known.state === 'done') return true
  const state = run.state as RunState
  const ends = state === 'done' || state === 'failed' || (isLive(known.state as RunState) && !isLive(state))
  return !ends && Number(known.edges_decided) >= Number(run.edges_decided)
}

const isLive = (state: RunState) => LIVE_STATES.includes(state)

/** The configuration with the model where it is on this machine; imported circuits have none. */
function configAt({ config }: Row, model: string): SqlValue {
  if (typeof config !== 'string') return null
  return JSON.stringify({ ...(JSON.parse(config) as object), model })
}

function picked(row: Row, columns: readonly string[]): Row {
  return Object.fromEntries(columns.map((column) => [column, row[column]]))
}
