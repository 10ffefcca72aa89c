import Sqlite from 'better-sqlite3'

/** For tests: writes into a store as only another program would. */
export function spoil(file: string, sql: string): void {
  const sqlite = new Sqlite(file)
  sqlite.exec(sql)
  sqlite.close()
}
