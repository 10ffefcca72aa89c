import Sqlite from 'better-sqlite3'

// For tests: a store as another program sees it.

/** Writes into a store as only another program would. */
export function spoil(file: string, sql: string): void {
  const sqlite = new Sqlite(file)
  sqlite.exec(sql)
  sqlite.close()
}

/** `ok`, or SQLite's complaint about the file. */
export function integrityOf(file: string): string {
  const sqlite = new Sqlite(file)
  const found = sqlite.pragma('integrity_check', { simple: true }) as string
  sqlite.close()
  return found
}

/** Takes the write lock, as a program that writes for long; the result releases it. */
export function lock(file: string): () => void {
  const sqlite = new Sqlite(file)
  sqlite.exec('BEGIN IMMEDIATE')
  return () => {
    sqlite.exec('COMMIT')
    sqlite.close()
  }
}
