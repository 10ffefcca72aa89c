import BetterSqlite3 from 'better-sqlite3'

/**
 * Takes a lock that belongs to this process until it is given back, or the process ends, however it does; null where
 * another one has it. The system keeps it with the file, so containers and machines that share the folder see it too.
 * @throws Error where the file cannot be made
 */
export function takeFileLock(file: string): (() => void) | null {
  const database = new BetterSqlite3(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
    return () => database.close()
  } catch (error) {
    database.close()
    if (/^SQLITE_(BUSY|LOCKED)/.test((error as { code?: string }).code ?? '')) return null
    throw error
  }
}
