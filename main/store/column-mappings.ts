import { columnMappingSchema, type ColumnMapping } from '../../contract'
import type { Database } from './database'

/** How the columns of tables of prompts were named, by the columns. */
export class ColumnMappingTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  save(columns: readonly string[], mapping: ColumnMapping): void {
    this.database.run(
      `INSERT INTO column_mappings (columns, mapping) VALUES (:columns, :mapping)
       ON CONFLICT DO UPDATE SET mapping = excluded.mapping`,
      { columns: JSON.stringify(columns), mapping: JSON.stringify(mapping) },
    )
  }

  /** null where these columns were never named, or it cannot be read: then they are named again. */
  find(columns: readonly string[]): ColumnMapping | null {
    const row = this.database.get<{ mapping: string }>(
      'SELECT mapping FROM column_mappings WHERE columns = :columns',
      { columns: JSON.stringify(columns) },
    )
    try {
      return row ? (columnMappingSchema.safeParse(JSON.parse(row.mapping)).data ?? null) : null
    } catch {
      return null // no JSON
    }
  }
}
