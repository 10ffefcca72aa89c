import { Database } from './database'
import { JournalTable } from './journal'
import { ModelTable } from './models'
import { PromptSetTable } from './prompt-sets'
import { ResultTable } from './results'
import { RunTable } from './runs'
import { SettingsTable } from './settings'

/**
 * Everything Patchbay remembers, in one SQLite file. Synchronous: what a call has returned from is saved,
 * whatever happens to the process afterwards. Two processes may have the same file open.
 */
export class Store {
  readonly file: string
  readonly runs: RunTable
  readonly journal: JournalTable
  readonly results: ResultTable
  readonly models: ModelTable
  readonly promptSets: PromptSetTable
  readonly settings: SettingsTable
  private readonly database: Database

  /** Throws `PatchbayError('store')` where the file cannot be used. */
  constructor(file: string) {
    this.database = new Database(file)
    this.file = file
    this.runs = new RunTable(this.database)
    this.journal = new JournalTable(this.database)
    this.results = new ResultTable(this.database)
    this.models = new ModelTable(this.database)
    this.promptSets = new PromptSetTable(this.database)
    this.settings = new SettingsTable(this.database)
  }

  /** All or nothing, over several tables. */
  transaction<T>(work: () => T): T {
    return this.database.transaction(work)
  }

  close(): void {
    this.database.close()
  }
}

export type { JournalBatch, RunCounts } from './journal'
export type { NewRun, RunChange, StoredRun } from './runs'
export { joinDecisions, joinEffects } from './columns'
