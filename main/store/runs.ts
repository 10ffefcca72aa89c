import { randomBytes } from 'node:crypto'
import { LIVE_STATES, PatchbayError, RESUMABLE_STATES } from '../../contract'
import type { RunSettings, RunSummary } from '../../contract'
import type { Database, SqlValue } from './database'
import {
  changedColumns,
  INSERT,
  insertedValues,
  NotOwnerError,
  type NewRun,
  type RunChange,
  type RunLabels,
  type RunOrigin,
} from './run-records'
import { rowToSummary, SUMMARY_COLUMNS, unreadable, type RunRow, type SummaryRow } from './run-row'
import { SpoiltError } from './spoilt'
import { rowToRun, type StoredRun } from './stored-run'
import { endSweepsOf } from './sweeps'

const LIVE = LIVE_STATES.map((state) => `'${state}'`).join(', ')

export class RunTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  insert(run: NewRun): RunSummary {
    const id = randomBytes(6).toString('hex')
    this.database.transaction(() => {
      this.database.run(INSERT, insertedValues(id, run))
      if (!run.name) this.unname(id)
    })
    return this.summary(id)
  }

  /** Newest first, without deleted ones. A row that cannot be read is listed as a failed run that says why. */
  list(): RunSummary[] {
    return this.database
      .all<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM runs WHERE deleted_by IS NULL ORDER BY number DESC`)
      .map(listed)
  }

  /** Ids of finished judgements of a run's circuit, newest first. */
  judgementsOf(id: string): string[] {
    return this.database
      .all<{ id: string }>(
        `SELECT id FROM runs WHERE method = 'evaluate' AND state = 'done' AND deleted_by IS NULL
           AND instr(config, :source) > 0 ORDER BY number DESC`,
        { source: `"circuit":${JSON.stringify({ runId: id })}` },
      )
      .map((row) => row.id)
  }

  /** Those of these runs that are there, by id. */
  listedOf(ids: readonly string[]): Map<string, RunSummary> {
    const rows = this.database.all<SummaryRow>(
      `SELECT ${SUMMARY_COLUMNS} FROM runs
       WHERE id IN (SELECT value FROM json_each(:ids)) AND deleted_by IS NULL`,
      { ids: JSON.stringify(ids) },
    )
    return new Map(rows.map((row) => [row.id, listed(row)]))
  }

  /** What runs were computed from, of those that recorded it: spoilt records have none. */
  originsOf(ids: readonly string[]): Map<string, RunOrigin> {
    const field = (name: string) => `json_extract(provenance, '$.${name}') AS ${name}`
    const rows = this.database.all<{ id: string } & RunOrigin>(
      `SELECT id, ${['modelHash', 'dataHash', 'patchbayVersion'].map(field).join(', ')} FROM runs
       WHERE id IN (SELECT value FROM json_each(:ids)) AND json_valid(provenance)`,
      { ids: JSON.stringify(ids) },
    )
    return new Map(rows.map(({ id, ...origin }) => [id, origin]))
  }

  /** As `list` has it. */
  listed(id: string): RunSummary {
    return listed(this.row<SummaryRow>(id, SUMMARY_COLUMNS))
  }

  /** @throws SpoiltError where the row cannot be read. */
  summary(id: string): RunSummary {
    return rowToSummary(this.row<SummaryRow>(id, SUMMARY_COLUMNS))
  }

  /** @throws SpoiltError where the row cannot be read. */
  get(id: string): StoredRun {
    return rowToRun(this.row<RunRow>(id, '*'))
  }

  /** An empty name takes the given one back. */
  label(id: string, { name, tags, note }: RunLabels): RunSummary {
    return this.database.transaction(() => {
      this.update(id, { name, tags: tags && JSON.stringify(tags), note })
      if (name === '') this.unname(id)
      return this.summary(id)
    })
  }

  /** Runs that compute this, or did: the newest first. */
  ofConfiguration(configuration: string): RunSummary[] {
    return this.database
      .all<SummaryRow>(
        `SELECT ${SUMMARY_COLUMNS} FROM runs WHERE configuration = :configuration AND deleted_by IS NULL
         ORDER BY number DESC`,
        { configuration },
      )
      .map(listed)
  }

  /** null where it was not recorded, and for imports. */
  configurationOf(id: string): string | null {
    return this.row<{ configuration: string | null }>(id, 'configuration').configuration
  }

  /** Finished runs that were computed before it was recorded what determined them, the oldest first. */
  withoutConfiguration(): string[] {
    return this.database
      .all<{ id: string }>(
        `SELECT id FROM runs WHERE configuration IS NULL AND config IS NOT NULL AND provenance IS NOT NULL
           AND state = 'done' AND deleted_by IS NULL ORDER BY number`,
      )
      .map(({ id }) => id)
  }

  recordConfiguration(id: string, configuration: string): void {
    this.update(id, { configuration })
  }

  ownership(id: string): Pick<StoredRun, 'owner' | 'ownedAt'> {
    return this.row<Pick<StoredRun, 'owner' | 'ownedAt'>>(id, 'owner, owned_at AS ownedAt')
  }

  /** A change by the run's owner. @throws NotOwnerError where it is another's by now; then nothing is changed. */
  change(id: string, owner: string | null, change: RunChange): RunSummary {
    return this.database.transaction(() => {
      this.requireOwner(id, owner)
      this.update(id, changedColumns(change))
      return this.summary(id)
    })
  }

  /**
   * Makes `owner` the one that computes a run that nobody computes; null where somebody does.
   * The state is looked at while nobody else can write: of several that resume it at once, one gets it.
   */
  claim(id: string, owner: string, settings: RunSettings[]): RunSummary | null {
    return this.database.transaction(() => {
      const states = RESUMABLE_STATES.map((state) => `'${state}'`).join(', ')
      const taken = this.database.run(
        `UPDATE runs SET state = 'queued', message = NULL, finished_at = NULL, settings = :settings, owner = :owner,
           owned_at = :now WHERE id = :id AND state IN (${states})`,
        { id, owner, settings: JSON.stringify(settings), now: Date.now() },
      )
      return taken > 0 ? this.summary(id) : null
    })
  }

  /** To be called in the transaction that writes. @throws NotOwnerError */
  requireOwner(id: string, owner: string | null): void {
    const row = this.database.get<{ name: string; owner: string | null }>(
      'SELECT name, owner FROM runs WHERE id = :id',
      { id },
    )
    if (row?.owner !== owner) throw new NotOwnerError(row?.name ?? `The run ${id}`)
  }

  /** Hides a run until `restore`; gone for good once the lease `deletedBy` has ended. */
  delete(id: string, deletedBy: string): void {
    this.ownership(id)
    this.database.run('UPDATE runs SET deleted_by = :deletedBy WHERE id = :id', { id, deletedBy })
  }

  restore(id: string): RunSummary {
    this.database.run('UPDATE runs SET deleted_by = NULL WHERE id = :id', { id })
    return this.listed(id)
  }

  /** Owners of live runs and sweeps, and deleters of hidden ones, that hold no lease; null: one without an owner. */
  leaseless(): (string | null)[] {
    return this.database
      .all<{ name: string | null }>(
        `SELECT owner AS name FROM runs WHERE state IN (${LIVE}) UNION
         SELECT deleted_by FROM runs WHERE deleted_by IS NOT NULL UNION
         SELECT owner FROM sweeps WHERE state = 'running' UNION
         SELECT deleted_by FROM sweeps WHERE deleted_by IS NOT NULL
         EXCEPT SELECT id FROM leases`,
      )
      .map(({ name }) => name)
  }

  /** Interrupts what an owner without a lease abandoned and removes what it deleted; gives the interrupted runs. */
  interruptLeaseless(owner: string | null, message: string): string[] {
    return this.database.transaction(() => {
      if (this.database.get('SELECT 1 FROM leases WHERE id = :owner', { owner })) return []
      const left = `owner IS :owner AND state IN (${LIVE})`
      const runs = this.database.all<{ id: string }>(`SELECT id FROM runs WHERE ${left}`, { owner })
      this.database.run(
        `UPDATE runs SET state = 'interrupted', message = :message, owner = NULL WHERE ${left}`,
        { owner, message },
      )
      this.database.run('DELETE FROM runs WHERE deleted_by = :owner', { owner })
      endSweepsOf(this.database, owner)
      return runs.map(({ id }) => id)
    })
  }

  private unname(id: string): void {
    this.database.run(`UPDATE runs SET name = 'Run ' || number WHERE id = :id`, { id })
  }

  private update(id: string, values: Record<string, SqlValue | undefined>): void {
    const changed = Object.entries(values).filter(
      (entry): entry is [string, SqlValue] => entry[1] !== undefined,
    )
    if (changed.length === 0) return
    const assignments = changed.map(([column]) => `${column} = :${column}`).join(', ')
    this.database.run(`UPDATE runs SET ${assignments} WHERE id = :id`, { ...Object.fromEntries(changed), id })
  }

  private row<Row>(id: string, columns: string): Row {
    const row = this.database.get<Row>(`SELECT ${columns} FROM runs WHERE id = :id AND deleted_by IS NULL`, {
      id,
    })
    if (!row) throw new PatchbayError('not-found', `There is no run "${id}" in ${this.database.file}.`)
    return row
  }
}

function listed(row: SummaryRow): RunSummary {
  try {
    return rowToSummary(row)
  } catch (error) {
    if (error instanceof SpoiltError) return unreadable(row, error)
    throw error
  }
}
