import { existsSync } from 'node:fs'
import { PatchbayError } from '../../contract'
import type { Architecture, KnownModel, ModelInfo } from '../../contract'
import type { Database } from './database'

interface ModelRow {
  path: string
  name: string
  architecture: Architecture
  edge_count: number
  opened_at: number
}

/** Models that were opened before. */
export class ModelTable {
  private readonly database: Database
  private readonly forgotten = new Map<string, ModelRow>()

  constructor(database: Database) {
    this.database = database
  }

  remember(info: ModelInfo): void {
    this.database.run(
      `INSERT INTO models (path, name, architecture, edge_count, opened_at)
       VALUES (:path, :name, :architecture, :edgeCount, :openedAt)
       ON CONFLICT (path) DO UPDATE SET name = excluded.name, architecture = excluded.architecture,
         edge_count = excluded.edge_count, opened_at = excluded.opened_at`,
      {
        path: info.path,
        name: info.name,
        architecture: info.architecture,
        edgeCount: info.edgeCount,
        openedAt: Date.now(),
      },
    )
  }

  forget(path: string): void {
    const [row] = this.database.all<ModelRow>('SELECT * FROM models WHERE path = :path', { path })
    if (row) this.forgotten.set(path, row)
    this.database.run('DELETE FROM models WHERE path = :path', { path })
  }

  /**
   * Undoes `forget`; a model that was opened again meanwhile stays as it is.
   * @throws PatchbayError
   */
  restore(path: string): void {
    const row = this.forgotten.get(path)
    if (!row)
      throw new PatchbayError(
        'not-found',
        `${path} was not taken off the list since the program started: open it again.`,
      )
    this.database.run(
      `INSERT INTO models (path, name, architecture, edge_count, opened_at)
       VALUES (:path, :name, :architecture, :edge_count, :opened_at) ON CONFLICT (path) DO NOTHING`,
      { ...row },
    )
  }

  /** Newest first; samples are always present. */
  list(): KnownModel[] {
    return this.database
      .all<ModelRow>('SELECT * FROM models ORDER BY opened_at DESC, rowid DESC')
      .map((row) => ({
        path: row.path,
        name: row.name,
        architecture: row.architecture,
        edgeCount: row.edge_count,
        openedAt: row.opened_at,
        present: row.path.startsWith('sample:') || existsSync(row.path),
      }))
  }
}
