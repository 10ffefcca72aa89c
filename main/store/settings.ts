import { DEFAULT_SETTINGS, settingsSchema } from '../../contract'
import type { Settings } from '../../contract'
import type { Database } from './database'

type Name = keyof Settings

/** The settings of this store, a row for each that was ever set. */
export class SettingsTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** A setting that was never set, or that another version of Patchbay set to what this one does not know, is the default. */
  read(): Settings {
    const rows = this.database.all<{ name: string; value: string }>('SELECT name, value FROM settings')
    const known = rows.filter(({ name, value }) => isValid(name, value))
    const changed = Object.fromEntries(known.map(({ name, value }) => [name, JSON.parse(value) as unknown]))
    return { ...DEFAULT_SETTINGS, ...changed }
  }

  change(settings: Partial<Settings>): void {
    this.database.transaction(() => {
      for (const [name, value] of Object.entries(settings)) {
        if (value === undefined) continue
        this.database.run(
          `INSERT INTO settings (name, value) VALUES (:name, :value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
          { name, value: JSON.stringify(value) },
        )
      }
    })
  }
}

function isValid(name: string, value: string): boolean {
  if (!Object.hasOwn(settingsSchema.shape, name)) return false
  try {
    return settingsSchema.shape[name as Name].safeParse(JSON.parse(value)).success
  } catch {
    return false // no JSON: as if it had never been set
  }
}
