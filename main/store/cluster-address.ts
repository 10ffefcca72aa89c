import type { Database } from './database'

/** The row among the settings; not one of them, since no run is computed otherwise for it. */
const NAME = 'redisAddress'

/** The Redis that was connected to last. */
export class ClusterAddress {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** null where there was none. */
  read(): string | null {
    const row = this.database.get<{ value: string }>('SELECT value FROM settings WHERE name = :name', {
      name: NAME,
    })
    return row?.value ?? null
  }

  /** Whoever can read the store can read it: it has no password. */
  save(url: string): void {
    this.database.run(
      `INSERT INTO settings (name, value) VALUES (:name, :value)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      { name: NAME, value: url },
    )
  }
}
