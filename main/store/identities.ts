import { z } from 'zod'
import type { ModelIdentity } from '../../contract'
import type { Database } from './database'

const identitySchema = z.object({
  modelHash: z.string(),
  modelHashes: z.object({ configAndWeights: z.string(), files: z.record(z.string(), z.string()) }),
})

/** What models are, by the stamp of their files. */
export class IdentityTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  save(stamp: string, identity: ModelIdentity): void {
    this.database.run(
      `INSERT INTO identities (stamp, identity) VALUES (:stamp, :identity)
       ON CONFLICT DO UPDATE SET identity = excluded.identity`,
      { stamp, identity: JSON.stringify(identity) },
    )
  }

  /** null where it is not known, or cannot be read: then the files are read again. */
  find(stamp: string): ModelIdentity | null {
    const row = this.database.get<{ identity: string }>(
      'SELECT identity FROM identities WHERE stamp = :stamp',
      { stamp },
    )
    try {
      return row ? (identitySchema.safeParse(JSON.parse(row.identity)).data ?? null) : null
    } catch {
      return null // no JSON
    }
  }
}
