import { LIVE_STATES } from '../../contract'
import type { Database } from './database'
import { endSweepsOf } from './sweeps'

/** One Patchbay that computes runs of this store, wherever it runs. */
export interface Lease {
  /** Random: a pid means nothing in another container or on another machine. */
  id: string
  /** Counts up while its holder lives. Clocks differ between machines, so no time is compared. */
  beat: number
  /** For messages alone. */
  host: string
  /** What its process can be found by where it can be (see host/process/process-identity.ts). */
  process: string | null
}

const LIVE = LIVE_STATES.map((state) => `'${state}'`).join(', ')

/**
 * Who computes runs of this store. `runs.owner` and `runs.deleted_by` name a lease. One that is gone from this table
 * owns nothing: ending it takes its runs from it in the same transaction.
 */
export class LeaseTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  begin({ id, host, process }: Omit<Lease, 'beat'>): void {
    this.database.run('INSERT INTO leases (id, beat, host, process) VALUES (:id, 0, :host, :process)', {
      id,
      host,
      process,
    })
  }

  /** Says that the holder lives; false where its lease was ended. */
  beat(id: string): boolean {
    return this.database.run('UPDATE leases SET beat = beat + 1 WHERE id = :id', { id }) > 0
  }

  get(id: string): Lease | undefined {
    return this.database.get<Lease>('SELECT id, beat, host, process FROM leases WHERE id = :id', { id })
  }

  list(): Lease[] {
    return this.database.all<Lease>('SELECT id, beat, host, process FROM leases')
  }

  /** The holder's own end; its runs have been given back before. */
  release(id: string): void {
    this.database.run('DELETE FROM leases WHERE id = :id', { id })
  }

  /**
   * Ends another's lease and interrupts its runs with `message`; what it deleted is gone for good. Gives the runs
   * that were interrupted; null where the holder gave a sign of life, or somebody else was faster.
   */
  end({ id, beat }: Pick<Lease, 'id' | 'beat'>, message: string): string[] | null {
    return this.database.transaction(() => {
      if (this.database.run('DELETE FROM leases WHERE id = :id AND beat = :beat', { id, beat }) === 0)
        return null
      const runs = this.database.all<{ id: string }>(
        `SELECT id FROM runs WHERE owner = :id AND state IN (${LIVE})`,
        { id },
      )
      this.database.run(
        `UPDATE runs SET state = 'interrupted', message = :message, owner = NULL
         WHERE owner = :id AND state IN (${LIVE})`,
        { id, message },
      )
      this.database.run('DELETE FROM runs WHERE deleted_by = :id', { id })
      endSweepsOf(this.database, id)
      return runs.map((run) => run.id)
    })
  }
}
